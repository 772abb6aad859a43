import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { Random } from '../fuzz/random.ts'
import type { RpcPeer } from '../support/rpc-peer.ts'
import { CrashingDaemon } from './daemon.ts'
import { Ledger, reconcile, type Seen } from './ledger.ts'
import { mostDomains, operate, type Subject, subjects } from './operations.ts'

export interface CampaignResult {
  rounds: number
  /** Calls that were acknowledged, and those during which the daemon died. */
  answered: number
  cut: number
  /** Rounds that ended between two chosen calls rather than at a chosen time. */
  between: number
}

interface CampaignOptions {
  rounds: number
  seed: number
  told?(line: string): void
}

/** Calls of a daemon that change something, from its start on, among which one is chosen. */
const mostCalls = 250

/** Milliseconds that a daemon lives at most. */
const longestLife = 1500

/**
 * Kills a daemon at random while clients define, start and end guests, and looks what the next one finds: every definition
 * whole and as it was acknowledged, no guest lost, none twice, no file left over. Throws at the first that is not so.
 */
export async function crashCampaign({ rounds, seed, told }: CampaignOptions): Promise<CampaignResult> {
  const random = new Random(seed)
  const daemon = new CrashingDaemon(mkdtempSync(join(tmpdir(), 'lodge-crash-')))
  const all = subjects(mostDomains, () => new Ledger())
  const result: CampaignResult = { rounds: 0, answered: 0, cut: 0, between: 0 }
  try {
    for (; result.rounds < rounds; result.rounds++) {
      const chosen = random.oneIn(2) ? random.below(mostCalls) : undefined
      if (chosen !== undefined) result.between++
      const up = await daemon.start(chosen)
      if (up) await liveAndDie({ daemon, all, random, result })
      await daemon.end('SIGKILL')
      await daemon.start()
      await inspect(daemon, all)
      await daemon.end(random.oneIn(2) ? 'SIGKILL' : 'SIGTERM')
      told?.(`round ${result.rounds + 1}: ${chosen === undefined ? 'some time' : `before call ${chosen}`}`)
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
    while (await operate(peer, subject, random)) result.answered++
    result.cut++
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
  for (const subject of all) reconcile(subject.name, subject.ledger, await look(peer, subject))
  const running = daemon.emulators().map(({ name }) => name)
  const expected = all.filter(({ ledger }) => ledger.active.has(true)).map(({ name }) => name)
  requireSame('emulators', running, expected)
  const run = join(daemon.folder, 'run')
  requireSame(
    'status files',
    filesIn(join(run, 'status')),
    expected.map((name) => `${name}.json`),
  )
  requireSame('folders of guests', filesIn(join(run, 'guests')).length, expected.length)
  const defined = all.filter(({ ledger }) => !ledger.definition.has(undefined)).map(({ name }) => `${name}.xml`)
  requireSame(
    'definitions',
    filesIn(join(daemon.folder, 'etc', 'domains')).filter((name) => name !== 'autostart'),
    defined,
  )
  peer.socket.destroy()
}

async function look(peer: RpcPeer, { name }: Subject): Promise<Seen> {
  try {
    const { dom } = (await peer.call('DOMAIN_LOOKUP_BY_NAME', { name })) as { dom: object }
    const value = async (procedure: 'DOMAIN_IS_ACTIVE' | 'DOMAIN_IS_PERSISTENT' | 'DOMAIN_GET_AUTOSTART') =>
      Object.values((await peer.call(procedure, { dom })) as object)[0] === 1
    const persistent = await value('DOMAIN_IS_PERSISTENT')
    const inactive = { dom, flags: 2 }
    const { text } = (await peer.call('DOMAIN_GET_XML_DESC', inactive)) as { text: string }
    const title = /<title>(\d+)<\/title>/.exec(text)?.[1]
    return {
      definition: persistent ? title : undefined,
      active: await value('DOMAIN_IS_ACTIVE'),
      autostart: persistent && (await value('DOMAIN_GET_AUTOSTART')),
    }
  } catch (error) {
    if ((error as { code?: number }).code !== 42) throw error
    return { definition: undefined, active: false, autostart: false }
  }
}

/** After all is undone nothing may be left. */
async function clearAway(daemon: CrashingDaemon, all: Subject[]): Promise<void> {
  await daemon.start()
  const peer = await daemon.connect()
  for (const { name, uuid, ledger } of all) {
    const dom = { name, uuid, id: -1 }
    if (ledger.active.has(true)) await peer.call('DOMAIN_DESTROY', { dom })
    if (!ledger.definition.has(undefined)) await peer.call('DOMAIN_UNDEFINE', { dom })
    Object.assign(ledger, new Ledger())
  }
  peer.socket.destroy()
  await inspect(daemon, all)
  await daemon.end('SIGTERM')
}

function requireSame(what: string, found: unknown, expected: unknown): void {
  const [one, other] = [found, expected].map((value) => (Array.isArray(value) ? value.sort().join(', ') : `${value}`))
  if (one !== other) throw new Error(`${what}: found ${one || 'none'}, expected ${other || 'none'}`)
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
