import type { Random } from '../fuzz/random.ts'
import type { RpcPeer } from '../support/rpc-peer.ts'
import type { Ledger } from './ledger.ts'

export const mostDomains = 4

export interface Subject {
  name: string
  uuid: string
  ledger: Ledger
}

export function subjects(count: number, makeLedger: () => Ledger): Subject[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `crash-${index}`,
    uuid: `00000000-0000-4000-8000-00000000000${index}`,
    ledger: makeLedger(),
  }))
}

const definition = ({ name, uuid }: Subject, title: string): string => `<domain type='qemu'>
  <name>${name}</name>
  <uuid>${uuid}</uuid>
  <title>${title}</title>
  <memory unit='MiB'>16</memory>
  <os><type arch='x86_64' machine='pc'>hvm</type></os>
  <devices><serial type='pty'/><memballoon model='none'/></devices>
</domain>`

type Answered = boolean

/** One call about a domain; the ledger has what it may have done before it is sent, and what it did once it is answered. */
export async function operate(peer: RpcPeer, subject: Subject, random: Random): Promise<Answered> {
  const { ledger } = subject
  const dom = { name: subject.name, uuid: subject.uuid, id: -1 }
  const [defined] = [...ledger.definition]
  const [active] = [...ledger.active]
  if (defined === undefined || random.oneIn(4)) {
    const title = String(random.word())
    const doing = peer.call('DOMAIN_DEFINE_XML', { xml: definition(subject, title) })
    return settle(ledger.definition, { to: title, doing })
  }
  switch (random.below(active ? 3 : 5)) {
    case 0: {
      const on = random.oneIn(2)
      return settle(ledger.autostart, { to: on, doing: peer.call('DOMAIN_SET_AUTOSTART', { dom, on: on ? 1 : 0 }) })
    }
    case 1: {
      // What runs goes on as a transient one: only what doesn't is forgotten here.
      if (active) return settle(ledger.active, { to: true, doing: peer.call('DOMAIN_SUSPEND', { dom }) })
      ledger.autostart.add(false)
      const done = await settle(ledger.definition, { to: undefined, doing: peer.call('DOMAIN_UNDEFINE', { dom }) })
      if (done) ledger.autostart = new Set([false])
      return done
    }
    case 2:
      if (active) return settle(ledger.active, { to: false, doing: peer.call('DOMAIN_DESTROY', { dom }) })
      return settle(ledger.active, { to: true, doing: peer.call('DOMAIN_CREATE', { dom }) })
    default:
      return settle(ledger.active, { to: true, doing: peer.call('DOMAIN_CREATE', { dom }) })
  }
}

async function settle<T>(fact: Set<T>, { to, doing }: { to: T; doing: Promise<unknown> }): Promise<Answered> {
  fact.add(to)
  try {
    await doing
  } catch (error) {
    // The daemon is gone: it may have done it, or not.
    if (error instanceof Error) return false
    throw new Error(`refused: ${(error as { message: string }).message}`)
  }
  fact.clear()
  fact.add(to)
  return true
}
