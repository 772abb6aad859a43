import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { RpcPeer } from '../support/rpc-peer.ts'
import type { CrashingDaemon } from './daemon.ts'
import { filesIn, groupsWithout, isOlder, linksIn, namesIn, temporariesIn } from './files.ts'
import { absent, known, reconcile, type Seen } from './ledger.ts'
import type { Subject } from './subjects.ts'

/** Milliseconds in which a daemon clears up what another has left. */
const patience = 20_000

/** virDomainState */
const paused = 3

/** What the next daemon says, and what is really there. */
export async function inspect(daemon: CrashingDaemon, peer: RpcPeer, all: Subject[]): Promise<void> {
  // A start that was cut off is finished or undone as soon as QEMU answers, which a busy machine delays.
  await until(() => isSettled(daemon))
  for (const subject of all) reconcile(subject.names[0], subject.ledger, await look(peer, subject))
  // What a start that was cut off has left is ended, which takes a moment.
  let differences = differencesIn(daemon, all)
  await until(() => {
    differences = differencesIn(daemon, all)
    return differences.length === 0
  })
  if (differences.length > 0) throw new Error(differences.join('; '))
}

async function until(isSo: () => boolean): Promise<void> {
  for (const latest = Date.now() + patience; Date.now() < latest; await wait(20)) if (isSo()) return
}

/** Whether it is certain of each guest that it runs, and goes on to. */
function isSettled(daemon: CrashingDaemon): boolean {
  const folder = join(daemon.folder, 'run/status')
  return filesIn(folder).every((name) => {
    try {
      return !/"starting":true|"state":"crashed"/.test(readFileSync(join(folder, name), 'utf8'))
    } catch {
      return false
    }
  })
}

/** What is there of guests and definitions and should not be, or the other way round. */
function differencesIn(daemon: CrashingDaemon, all: Subject[]): string[] {
  const named = (ending: string, subjects: Subject[]) => subjects.map(({ ledger }) => `${known(ledger.name)}${ending}`)
  const active = all.filter(({ ledger }) => known(ledger.active))
  const defined = all.filter(({ ledger }) => known(ledger.definition) !== undefined)
  const starting = defined.filter(({ ledger }) => known(ledger.autostart))
  const variables = all.flatMap(({ ledger }) => known(ledger.variables) ?? [])
  const keys = all.filter(({ ledger }) => known(ledger.keys))
  const running = daemon.processes()
  const of = (kind: string): string[] => running.flatMap((each) => (each.kind === kind ? [each.name] : []))
  const at = (...names: string[]): string => join(daemon.folder, ...names)
  // An empty group may be that of a start of which nothing was written yet: a daemon takes those away that are a minute old.
  const swept = daemon.began - 60_000
  const facts: [what: string, found: string[], expected: string[] | number][] = [
    ['emulators', of('emulator'), named('', active)],
    ['TPMs', of('TPM'), active.filter(({ hasTpm }) => hasTpm).length],
    ['other processes', of('other'), 0],
    ['status files', filesIn(at('run/status')), named('.json', active)],
    ['folders of guests', namesIn(at('run/guests')), active.length],
    ['control groups of nobody', groupsWithout(at('run/guests')).filter((each) => isOlder(each, swept)), 0],
    ['definitions', filesIn(at('etc'), { recursive: true }), named('.xml', defined)],
    ['links', linksIn(at('etc/domains/autostart')), named('.xml', starting)],
    ['variables', filesIn(at('lib/nvram')), variables.map((name) => `${name}_VARS.fd`)],
    ['keys of TPMs', filesIn(at('lib/swtpm'), { recursive: true }).filter(isKeys), keys.map(() => 'tpm2-00.permall')],
    ['imports', namesIn(at('lib/imports')), 0],
    ['temporary files', [...temporariesIn(daemon.folder), ...namesIn(at('tmp'))], 0],
  ]
  return facts.flatMap(([what, found, expected]) => {
    const isSo =
      typeof expected === 'number' ? found.length === expected : found.toSorted().join() === expected.toSorted().join()
    return isSo ? [] : [`${what}: found ${found.join(', ') || 'none'}, expected ${expected.toString() || 'none'}`]
  })
}

/** What swtpm keeps beside them says nothing. */
const isKeys = (name: string): boolean => name === 'tpm2-00.permall'

async function look(peer: RpcPeer, { uuid, names, ledger, folder }: Subject): Promise<Seen> {
  const kept = filesIn(join(folder, 'lib/nvram'))
  const files = {
    variables: names.find((name) => kept.includes(`${name}_VARS.fd`)),
    keys: filesIn(join(folder, 'lib/swtpm', uuid, 'tpm2')).some(isKeys),
  }
  try {
    const { dom } = (await peer.call('DOMAIN_LOOKUP_BY_UUID', { uuid })) as { dom: { name: string } }
    const number = async (procedure: 'DOMAIN_IS_ACTIVE' | 'DOMAIN_IS_PERSISTENT' | 'DOMAIN_GET_AUTOSTART') =>
      Number(Object.values((await peer.call(procedure, { dom })) as object)[0])
    const xml = async (flags: number) =>
      ((await peer.call('DOMAIN_GET_XML_DESC', { dom, flags })) as { text: string }).text
    const isActive = async () => (await number('DOMAIN_IS_ACTIVE')) === 1
    if (await isActive()) await hear(peer, dom)
    const active = await isActive()
    const { state } = (await peer.call('DOMAIN_GET_STATE', { dom, flags: 0 })) as { state: number }
    const persistent = (await number('DOMAIN_IS_PERSISTENT')) === 1
    const kept = persistent ? await xml(inactive) : ''
    return {
      ...files,
      name: dom.name,
      definition: textIn(kept, 'title'),
      note: textIn(kept, 'description'),
      memory: persistent ? Number(textIn(kept, 'currentMemory')) : undefined,
      liveNote: active ? textIn(await xml(0), 'description') : undefined,
      active,
      paused: state === paused,
      autostart: persistent && (await number('DOMAIN_GET_AUTOSTART')) === 1,
    }
  } catch (error) {
    if ((error as { code?: number }).code !== noDomain) throw error
    // It goes on under the name that its variables have.
    return absent(files.variables ?? known(ledger.name), files)
  }
}

/** A state that was read from a file may be out of date; once QEMU has done something, or can't, what it did before is known. */
async function hear(peer: RpcPeer, dom: object): Promise<void> {
  await peer.call('DOMAIN_SEND_KEY', { dom, codeset: 0, holdTime: 0, keys: [30], flags: 0 }).catch((error) => {
    if (error instanceof Error) throw error
  })
}

const noDomain = 42

/** virDomainXMLFlags */
const inactive = 2

function textIn(xml: string, element: string): string | undefined {
  return new RegExp(`<${element}(?: [^>]*)?>([^<]*)</${element}>`).exec(xml)?.[1]
}
