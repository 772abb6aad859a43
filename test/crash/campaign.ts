import { type Dirent, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { Random } from '../fuzz/random.ts'
import type { RpcPeer } from '../support/rpc-peer.ts'
import { CrashingDaemon } from './daemon.ts'
import { Ledger, reconcile, type Seen } from './ledger.ts'
import { known, operate, type Subject, subjects } from './operations.ts'

export interface CampaignResult {
  rounds: number
  /** Calls that were acknowledged. */
  answered: number
  /** Calls during which the daemon died, and how often. */
  cut: Map<string, number>
  /** What it was about to do where it died at a chosen call, and how often. */
  before: Map<string, number>
}

interface CampaignOptions {
  rounds: number
  seed: number
  told?(line: string): void
}

/** Calls of a daemon that change something, from its start on, among which one is chosen. */
const mostCalls = 250

/** Milliseconds in which a daemon clears up what another has left. */
const patience = 10_000

/** Milliseconds that a daemon lives at most. */
const longestLife = 1500

/**
 * Kills a daemon at random while clients define, start and end guests, and looks what the next one finds: every definition
 * whole and as it was acknowledged, no guest lost, none twice, no file left over. Throws at the first that is not so.
 */
export async function crashCampaign({ rounds, seed, told }: CampaignOptions): Promise<CampaignResult> {
  const random = new Random(seed)
  const daemon = new CrashingDaemon(mkdtempSync(join(tmpdir(), 'lodge-crash-')))
  const all = subjects(daemon.folder)
  const result: CampaignResult = { rounds: 0, answered: 0, cut: new Map(), before: new Map() }
  try {
    for (; result.rounds < rounds; result.rounds++) {
      const chosen = random.oneIn(2) ? random.below(mostCalls) : undefined
      const up = await daemon.start(chosen)
      if (up) await liveAndDie({ daemon, all, random, result })
      const place = placeOf(await daemon.end('SIGKILL'), daemon.folder)
      if (place !== undefined) count(result.before, place)
      await daemon.start()
      await inspect(daemon, all)
      await daemon.end(random.oneIn(2) ? 'SIGKILL' : 'SIGTERM')
      told?.(`round ${result.rounds + 1}: ${place ?? 'some time'}`)
    }
    await clearAway(daemon, all)
    return result
  } catch (error) {
    throw new Error(`in round ${result.rounds + 1} of seed ${seed}, ${daemon.folder}: ${(error as Error).message}`)
  } finally {
    await daemon.end('SIGKILL')
    for (const { pid } of daemon.emulators()) process.kill(pid, 'SIGKILL')
    rmSync(daemon.folder, { recursive: true, force: true })
  }
}

interface Life {
  daemon: CrashingDaemon
  all: Subject[]
  random: Random
  result: CampaignResult
}

/** A client for each domain works until the daemon is gone. */
async function liveAndDie({ daemon, all, random, result }: Life): Promise<void> {
  const over = new AbortController()
  const dying = wait(random.below(longestLife), undefined, { signal: over.signal })
    .then(() => daemon.end('SIGKILL'))
    .catch(() => {})
  const client = async (subject: Subject): Promise<void> => {
    let peer: RpcPeer
    try {
      peer = await daemon.connect()
    } catch {
      return
    }
    for (;;) {
      const { call, answered } = await operate(peer, subject, random)
      if (!answered) return count(result.cut, call)
      result.answered++
    }
  }
  try {
    await Promise.all(all.map(client))
  } finally {
    over.abort()
    await dying
  }
}

/** What the next daemon says, and what is really there. */
async function inspect(daemon: CrashingDaemon, all: Subject[]): Promise<void> {
  const peer = await daemon.connect()
  // A start that was cut off is finished or undone as soon as QEMU answers, which a busy machine delays.
  for (const latest = Date.now() + patience; Date.now() < latest; await wait(20)) if (isSettled(daemon)) break
  for (const subject of all) reconcile(subject.names[0], subject.ledger, await look(peer, subject))
  // What a start that was cut off has left is ended, which takes a moment.
  for (const latest = Date.now() + patience; Date.now() < latest; await wait(20)) if (isTidy(daemon, all)) break
  const running = daemon.emulators().map(({ name }) => name)
  const expected = all.filter(({ ledger }) => known(ledger.active)).map(({ ledger }) => known(ledger.name))
  requireSame('emulators', running, expected)
  const run = join(daemon.folder, 'run')
  requireSame(
    'status files',
    filesIn(join(run, 'status')),
    expected.map((name) => `${name}.json`),
  )
  requireSame('folders of guests', entriesIn(join(run, 'guests'), false).length, expected.length)
  const defined = all.filter(({ ledger }) => known(ledger.definition) !== undefined)
  requireSame(
    'definitions',
    filesIn(join(daemon.folder, 'etc'), { recursive: true }),
    defined.map(({ ledger }) => `${known(ledger.name)}.xml`),
  )
  const starting = defined.filter(({ ledger }) => known(ledger.autostart))
  requireSame(
    'links',
    linksIn(join(daemon.folder, 'etc/domains/autostart')),
    starting.map(({ ledger }) => `${known(ledger.name)}.xml`),
  )
  const kept = all.flatMap(({ ledger }) => known(ledger.variables) ?? [])
  requireSame(
    'variables',
    filesIn(join(daemon.folder, 'lib/nvram')),
    kept.map((name) => `${name}_VARS.fd`),
  )
  peer.socket.destroy()
}

/** Whether it is certain of each guest that it runs. */
function isSettled(daemon: CrashingDaemon): boolean {
  const folder = join(daemon.folder, 'run/status')
  return filesIn(folder).every((name) => {
    try {
      return !readFileSync(join(folder, name), 'utf8').includes('"starting":true')
    } catch {
      return false
    }
  })
}

/** Whether nothing is left of guests that don't run. */
function isTidy(daemon: CrashingDaemon, all: Subject[]): boolean {
  const active = all.filter(({ ledger }) => known(ledger.active)).length
  const statuses = filesIn(join(daemon.folder, 'run/status'))
  return statuses.length === active && daemon.emulators().length === active
}

async function look(peer: RpcPeer, { uuid, names, ledger, folder }: Subject): Promise<Seen> {
  const kept = filesIn(join(folder, 'lib/nvram'))
  const variables = names.find((name) => kept.includes(`${name}_VARS.fd`))
  try {
    const { dom } = (await peer.call('DOMAIN_LOOKUP_BY_UUID', { uuid })) as { dom: { name: string } }
    const value = async (procedure: 'DOMAIN_IS_ACTIVE' | 'DOMAIN_IS_PERSISTENT' | 'DOMAIN_GET_AUTOSTART') =>
      Object.values((await peer.call(procedure, { dom })) as object)[0] === 1
    const persistent = await value('DOMAIN_IS_PERSISTENT')
    const inactive = { dom, flags: 2 }
    const { text } = (await peer.call('DOMAIN_GET_XML_DESC', inactive)) as { text: string }
    const title = /<title>(\d+)<\/title>/.exec(text)?.[1]
    return {
      name: dom.name,
      definition: persistent ? title : undefined,
      active: await value('DOMAIN_IS_ACTIVE'),
      autostart: persistent && (await value('DOMAIN_GET_AUTOSTART')),
      variables,
    }
  } catch (error) {
    if ((error as { code?: number }).code !== 42) throw error
    // It goes on under the name that its variables have.
    const name = variables ?? known(ledger.name)
    return { name, definition: undefined, active: false, autostart: false, variables }
  }
}

/** After all is undone nothing may be left. */
async function clearAway(daemon: CrashingDaemon, all: Subject[]): Promise<void> {
  await daemon.start()
  const peer = await daemon.connect()
  for (const { uuid, ledger } of all) {
    const dom = { name: known(ledger.name), uuid, id: -1 }
    if (known(ledger.active)) await peer.call('DOMAIN_DESTROY', { dom })
    const isDefined = known(ledger.definition) !== undefined
    if (isDefined) await peer.call('DOMAIN_UNDEFINE_FLAGS', { dom, flags: 4 })
    Object.assign(ledger, new Ledger(dom.name), isDefined ? {} : { variables: ledger.variables })
  }
  peer.socket.destroy()
  await inspect(daemon, all)
  await daemon.end('SIGTERM')
}

function requireSame(what: string, found: unknown, expected: unknown): void {
  const [one, other] = [found, expected].map((value) => (Array.isArray(value) ? value.sort().join(', ') : `${value}`))
  if (one !== other) throw new Error(`${what}: found ${one || 'none'}, expected ${other || 'none'}`)
}

/** Names of files; not of folders and links. */
function filesIn(folder: string, { recursive = false } = {}): string[] {
  return entriesIn(folder, recursive).flatMap((entry) => (entry.isFile() ? [entry.name] : []))
}

function linksIn(folder: string): string[] {
  return entriesIn(folder, false).flatMap((entry) => (entry.isSymbolicLink() ? [entry.name] : []))
}

function entriesIn(folder: string, recursive: boolean): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true, recursive })
  } catch {
    return []
  }
}

/** The call before which it died by its own last words, and the folder that it was about. */
function placeOf(said: string, folder: string): string | undefined {
  const [, call, path = ''] = /^dies before (\w+) (.*)$/m.exec(said) ?? []
  if (call === undefined) return undefined
  const place = relative(folder, path)
    .split('/')
    .slice(0, 2)
    .join('/')
    .replace(/\.\d.*/, '')
  return `${call} ${path.startsWith(folder) ? place : path}`
}

function count(counts: Map<string, number>, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1)
}
