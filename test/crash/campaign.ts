import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { Random } from '../fuzz/random.ts'
import type { RpcPeer } from '../support/rpc-peer.ts'
import { CrashingDaemon } from './daemon.ts'
import { groupsWithout, removeGroup } from './files.ts'
import { Imports } from './imports.ts'
import { inspect } from './inspection.ts'
import { absent, known, ledgerOf } from './ledger.ts'
import { operate } from './operations.ts'
import { settleReset, takeCores } from './panics.ts'
import { type Subject, subjects } from './subjects.ts'

export interface CampaignResult {
  rounds: number
  /** Calls that were acknowledged. */
  answered: number
  /** Calls during which the daemon died, and how often; and imports that were cut off. */
  cut: Map<string, number>
  /** What was about to be done where a process died at a chosen call, and how often. */
  before: Map<string, number>
}

interface CampaignOptions {
  rounds: number
  seed: number
  told?(line: string): void
}

/** Calls of a daemon that change something, from its start on, among which one is chosen; and of an import. */
const mostCalls = 250
const mostCallsOfImport = 60

/** Milliseconds that a daemon lives at most: mostly, and now and then, so that keys of TPMs get made. */
const longestLife = 1500
const longestOfAll = 8000

/** Milliseconds in which everything is inspected. */
const longestLook = 120_000

/**
 * Kills a daemon at random while clients define, change, start and end guests, and looks what the next one finds: every definition
 * whole and as it was acknowledged, no guest lost, none twice, no process or file left over. Throws at the first that is not so.
 */
export async function crashCampaign({ rounds, seed, told }: CampaignOptions): Promise<CampaignResult> {
  const random = new Random(seed)
  const folder = mkdtempSync(join(tmpdir(), 'lodge-crash-'))
  // Guests run as another user, who has to reach what is theirs.
  chmodSync(folder, 0o711)
  const campaign: Campaign = {
    ...{ daemon: new CrashingDaemon(folder), all: subjects(folder), imports: new Imports(folder), random },
    result: { rounds: 0, answered: 0, cut: new Map(), before: new Map() },
  }
  const { daemon, result } = campaign
  try {
    for (; result.rounds < rounds; result.rounds++) {
      const place = await oneRound(campaign)
      await daemon.end(random.oneIn(2) ? 'SIGKILL' : 'SIGTERM')
      told?.(`round ${result.rounds + 1}: ${place ?? 'some time'}`)
    }
    await clearAway(campaign)
    return result
  } catch (error) {
    throw new Error(`in round ${result.rounds + 1} of seed ${seed}, ${folder}: ${(error as Error).message}`)
  } finally {
    await daemon.end('SIGKILL')
    for (const { pid } of daemon.processes()) kill(pid)
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    for (const group of groupsWithout(join(folder, 'run/guests'))) removeGroup(group)
  }
}

interface Campaign {
  daemon: CrashingDaemon
  all: Subject[]
  imports: Imports
  random: Random
  result: CampaignResult
}

/** A daemon lives and dies, and the next one is looked at. Where it died, if that was chosen. */
async function oneRound(campaign: Campaign): Promise<string | undefined> {
  const { daemon, random, result } = campaign
  const when = random.pick(['before', 'beside', ...Array<'never'>(6).fill('never')] as const)
  if (when === 'before') await importAndDie(campaign)
  const up = await daemon.start(random.oneIn(2) ? random.below(mostCalls) : undefined)
  const importing = when === 'beside' ? importAndDie(campaign) : undefined
  if (up) await liveAndDie(campaign)
  const place = placeOf(await daemon.end('SIGKILL'), daemon.folder)
  if (place !== undefined) count(result.before, place)
  await importing
  await daemon.start()
  await lookAround(campaign, when !== 'never')
  return place
}

async function importAndDie({ imports, random, result, daemon }: Campaign): Promise<void> {
  const { done, said } = await imports.run(random.below(mostCallsOfImport))
  if (!done) count(result.cut, 'import')
  const place = placeOf(said, daemon.folder)
  if (place !== undefined) count(result.before, `${place} of an import`)
}

/** A client for each domain works until the daemon is gone. */
async function liveAndDie({ daemon, all, random, result }: Campaign): Promise<void> {
  const over = new AbortController()
  const life = random.below(random.oneIn(8) ? longestOfAll : longestLife)
  const dying = wait(life, undefined, { signal: over.signal })
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

/** A daemon that hangs is killed, so that whoever waits for its answers has them fail. */
async function lookAround({ daemon, all, imports }: Campaign, imported: boolean): Promise<void> {
  const hanging = setTimeout(() => daemon.end('SIGKILL'), longestLook)
  try {
    const peer = await daemon.connect()
    if (imported) await imports.finish(peer)
    for (const subject of all.filter(({ isReset }) => isReset)) await settleReset(peer, subject)
    await inspect(daemon, peer, all)
    takeCores(daemon.folder)
    peer.socket.destroy()
  } finally {
    clearTimeout(hanging)
  }
}

/** After all is undone nothing may be left. */
async function clearAway(campaign: Campaign): Promise<void> {
  const { daemon, all } = campaign
  await daemon.start()
  const peer = await daemon.connect()
  for (const { uuid, ledger } of all) {
    const dom = { name: known(ledger.name), uuid, id: -1 }
    if (known(ledger.active)) await peer.call('DOMAIN_DESTROY', { dom })
    const isDefined = known(ledger.definition) !== undefined
    if (isDefined) await peer.call('DOMAIN_UNDEFINE_FLAGS', { dom, flags: 4 })
    const kept = isDefined ? {} : { variables: known(ledger.variables), keys: known(ledger.keys) }
    Object.assign(ledger, ledgerOf(absent(dom.name, kept)))
  }
  peer.socket.destroy()
  await lookAround(campaign, false)
  await daemon.end('SIGTERM')
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

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has just ended.
  }
}

function count(counts: Map<string, number>, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1)
}
