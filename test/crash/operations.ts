import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Random } from '../fuzz/random.ts'
import type { RpcPeer } from '../support/rpc-peer.ts'
import { Ledger } from './ledger.ts'

export const mostDomains = 4

export interface Subject {
  uuid: string
  /** The names that it goes by, one at a time. */
  names: [string, string]
  /** Where its firmware is. */
  folder: string
  ledger: Ledger
}

export function subjects(folder: string): Subject[] {
  // Files that pass for a firmware: what is in them matters to nobody here.
  for (const file of ['code.fd', 'template.fd']) writeFileSync(join(folder, file), new Uint8Array(64 << 10))
  return Array.from({ length: mostDomains }, (_, index) => ({
    uuid: `00000000-0000-4000-8000-00000000000${index}`,
    names: [`crash-${index}`, `other-${index}`],
    folder,
    ledger: new Ledger(`crash-${index}`),
  }))
}

/** What is known at this moment, when no call is under way. */
export function known<T>(fact: ReadonlySet<T>): T {
  const [value] = fact
  return value as T
}

const definition = ({ uuid, folder, ledger }: Subject, title: string): string => `<domain type='qemu'>
  <name>${known(ledger.name)}</name>
  <uuid>${uuid}</uuid>
  <title>${title}</title>
  <memory unit='MiB'>16</memory>
  <os>
    <type arch='x86_64' machine='pc'>hvm</type>
    <loader readonly='yes' type='pflash'>${folder}/code.fd</loader>
    <nvram template='${folder}/template.fd'/>
  </os>
  <features><acpi/></features>
  <devices><serial type='pty'/><memballoon model='none'/></devices>
</domain>`

/** virDomainUndefineFlagsValues */
const withVariables = 4
const keepingVariables = 8

type Facts = { [fact in keyof Ledger]?: Ledger[fact] extends Set<infer T> ? T : never }

/** A call, and what is so once it is answered. */
interface Deed {
  call: Parameters<RpcPeer['call']>
  to: Facts
}

/** One call about a domain; the ledger has what it may have done before it is sent, and what it did once it is answered. */
export async function operate(
  peer: RpcPeer,
  subject: Subject,
  random: Random,
): Promise<{ call: string; answered: boolean }> {
  const { call, to } = choose(subject, random)
  return { call: call[0], answered: await settle(subject.ledger, { to, doing: peer.call(...call) }) }
}

function choose(subject: Subject, random: Random): Deed {
  const { ledger, names } = subject
  const name = known(ledger.name)
  const dom = { name, uuid: subject.uuid, id: -1 }
  const active = known(ledger.active)
  if (known(ledger.definition) === undefined || random.oneIn(4)) {
    const title = String(random.word())
    return { call: ['DOMAIN_DEFINE_XML', { xml: definition(subject, title) }], to: { definition: title } }
  }
  const create: Deed = { call: ['DOMAIN_CREATE', { dom }], to: { active: true, variables: name } }
  switch (random.below(active ? 3 : 6)) {
    case 0: {
      const on = random.oneIn(2)
      return { call: ['DOMAIN_SET_AUTOSTART', { dom, on: on ? 1 : 0 }], to: { autostart: on } }
    }
    case 1: {
      // What runs goes on as a transient one: only what doesn't is forgotten here.
      if (active) return { call: ['DOMAIN_SUSPEND', { dom }], to: {} }
      const flags = random.oneIn(2) ? withVariables : keepingVariables
      const to = { definition: undefined, autostart: false }
      return {
        call: ['DOMAIN_UNDEFINE_FLAGS', { dom, flags }],
        to: flags === withVariables ? { ...to, variables: undefined } : to,
      }
    }
    case 2:
      return active ? { call: ['DOMAIN_DESTROY', { dom }], to: { active: false } } : create
    case 3: {
      const other = names[0] === name ? names[1] : names[0]
      const moves = known(ledger.variables) === undefined ? {} : { variables: other }
      return { call: ['DOMAIN_RENAME', { dom, name: other, flags: 0 }], to: { name: other, ...moves } }
    }
    default:
      return create
  }
}

async function settle(ledger: Ledger, { to, doing }: { to: Facts; doing: Promise<unknown> }): Promise<boolean> {
  const changes = (Object.keys(to) as (keyof Ledger)[]).map((fact) => [ledger[fact] as Set<unknown>, to[fact]] as const)
  for (const [fact, value] of changes) fact.add(value)
  try {
    await doing
  } catch (error) {
    // The daemon is gone: it may have done it, or not.
    if (error instanceof Error) return false
    throw new Error(`refused: ${(error as { message: string }).message}`)
  }
  for (const [fact, value] of changes) {
    fact.clear()
    fact.add(value)
  }
  return true
}
