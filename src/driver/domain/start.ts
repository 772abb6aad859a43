import { realpathSync } from 'node:fs'
import { LodgeError } from '../../base/errors.ts'
import type { RunFacts } from '../../model/devices/context.ts'
import type { LaunchPlan, NeededPath } from '../../model/qemu/plan.ts'
import type { Remarks } from '../../model/taints.ts'
import { ownTurn } from '../host/own-turn.ts'
import { type Account, removeCgroup } from '../host/system.ts'
import { LateMonitor, QmpClient } from '../qmp/index.ts'
import { openMonitor, patience } from './adopt.ts'
import { joinGroup } from './beside/group.ts'
import { filesOf, type RunningHelper, startHelpers } from './beside/start.ts'
import type { ChangeQueue } from './change-queue.ts'
import { openDescriptors } from './descriptors.ts'
import { type EmulatorProcess, endEmulator, spawnEmulator } from './emulator-process.ts'
import { arrangeEndings, type Endings } from './endings.ts'
import { Guest } from './guest.ts'
import { makeGuestGroup } from './guest-group.ts'
import { commandLineText, GuestLog } from './guest-log.ts'
import { userOfImage } from './image-user.ts'
import { type GuestIsolation, unconfined } from './isolation.ts'
import { deathError } from './last-words.ts'
import { lendFiles } from './lent-files.ts'
import { loseControl } from './lost-control.ts'
import { remarkLines, remarksAs } from './messages.ts'
import { requirePaths, requireReachable } from './needs.ts'
import { makeGuestFolder, writePlannedFile } from './planned-files.ts'
import type { GuestRegistry } from './registry.ts'
import { readRunFacts } from './run-facts.ts'
import { pinThreads } from './settings/pins.ts'
import { limitThreads } from './settings/thread-times.ts'
import { type Claim, type GuestStatus, statusOfClaim } from './status.ts'
import { leaveMark } from './unseen-end.ts'

export interface StartRequest {
  claim: Claim
  plan: LaunchPlan
  /** The XML of the running guest; once QEMU runs, with what it has found. */
  describe(facts?: RunFacts): Pick<GuestStatus, 'xml' | 'secureXml'>
  /** As in the status. */
  inactiveXml?: string
  log: string
  endings: Endings
  remarks?: Remarks
  paused: boolean
  isolation?: GuestIsolation
  /** Descriptors that were handed in for its disks, by their names. */
  associated?(name: string): readonly number[] | undefined
  registry: GuestRegistry
  /** Undone where the start fails; begun by whoever has taken the claim. */
  undo: AsyncDisposableStack
  changes?: ChangeQueue
  /** Told of what the guest lacks from now on. */
  warn?: (warning: LodgeError) => void
  /** Told of the guest before it is certain that it will run. */
  born?: (guest: Guest) => void
  /** Milliseconds that the emulator may take to come up. */
  timeout?: number
}

/** Carries out a plan: everything is made, the emulator started with its CPUs stopped, greeted, and set going. */
export async function startGuest(request: StartRequest): Promise<Guest> {
  const { plan, registry, undo, isolation = unconfined } = request
  requirePaths(plan.needs)
  const planned = plannedStatus(request)
  // Written before anything is made, so that whoever finds it can clear away what a start that was cut off has left.
  registry.announce(planned)
  const { account } = isolation
  const lent = lendFiles({ plan, claim: request.claim, isolation, registry, undo })
  if (account) requireReachable(plan.needs, account)
  for (const folder of plan.folders) makeGuestFolder(folder, { account, undo })
  for (const file of plan.files) await writePlannedFile(file, { account, undo })
  using words = new DisposableStack()
  const helpers = await startHelpers(plan, { status: planned, registry, isolation, closing: words, undo })
  const group = makeGuestGroup(plan.folders[0] ?? '', isolation)
  undo.defer(() => removeCgroup(group?.folders ?? []))
  Object.assign(planned, { loans: lent.keys, groups: group?.folders })
  using log = new GuestLog(request.log, commandLineText(plan), ...remarkLines(planned))
  const bound = new Map<string, string>()
  const { associated } = request
  const emulator = await spawnWithDescriptors(plan, { log, isolation, associated, undo, helpers, bound })
  const entered = group?.enter(emulator.identity.pid)
  entered?.catch(() => {})
  undo.defer(() => endEmulator(emulator, { asked: 0, made: 10_000 }))
  try {
    const { timeout = 60_000 } = request
    const client = QmpClient.at(plan.monitorSocket, { name: 'QEMU', timeout })
    undo.defer(() => client.close())
    const mark = leaveMark(bound.get(plan.monitorSocket))
    const guest = guestOf({ ...planned, emulator: emulator.identity, mark }, { request, emulator, client })
    registry.write(guest.status)
    request.born?.(guest)
    const facts = readRunFacts(client)
    const arranged = arrangeEndings(client, request.endings)
    const answers: Promise<unknown>[] = [client.ready, facts, arranged, lent.durable]
    for (const each of plan.commands) answers.push(client.executeAny(each.execute, each.arguments).then(() => {}))
    guest.state.goes = 'booted'
    // Not before its limits hold.
    answers.push(entered ?? Promise.resolve())
    if (!request.paused) answers.push(Promise.resolve(entered).then(() => client.execute('cont')))
    await Promise.all(answers)
    await joinGroup(emulator, helpers)
    await pinThreads(guest)
    await limitThreads(guest)
    guest.state.goes = undefined
    const texts = request.describe(await facts)
    if (request.paused) guest.state.become({ state: 'paused', reason: 'user' })
    guest.save({ ...texts, starting: undefined })
    guest.helpers.follow(helpers)
    return guest
  } catch (error) {
    throw await explain(error, { emulator, log, plan, registry, account, helpers })
  }
}

const noRemarks: Remarks = { taints: [], deprecations: [] }

function plannedStatus(request: StartRequest): GuestStatus {
  const { plan, claim, log, endings, describe, inactiveXml, remarks = noRemarks, isolation = unconfined } = request
  return {
    ...statusOfClaim(claim),
    ...{ images: exclusiveImages(plan.needs), endings, monitorSocket: plan.monitorSocket, log },
    ...remarksAs(isolation, remarks),
    ...{ ...describe(), inactiveXml, starting: true, watcher: claim.starter },
    folders: plan.folders,
    files: [...plan.files.flatMap(({ path, keep }) => (keep ? [] : [path])), ...plan.processes.flatMap(filesOf)],
    helpers: plan.processes.map(({ name, lost }) => ({ name, lost })),
    sockets: plan.descriptors.flatMap((each) => (each.descriptor === 'listen' ? [each.path] : [])),
    commandLine: [plan.emulator, ...plan.arguments.flatMap(({ option, value = [] }) => [option, value].flat())],
  }
}

function guestOf(
  status: GuestStatus,
  { request, emulator, client }: { request: StartRequest; emulator: EmulatorProcess; client: QmpClient },
): Guest {
  const { registry, changes, warn } = request
  const monitor = new LateMonitor({
    open: () => openMonitor(status),
    first: client,
    timeout: patience,
    // The first connection heard everything from the beginning.
    connected: () => {
      if (!status.starting) guest.see()
    },
    lost: () => loseControl(guest),
  })
  const guest: Guest = new Guest({
    ...{ status, monitor, emulator, registry, changes, warn, hears: true },
    connect: () => monitor.connect(),
    finish: () => monitor.finish(),
  })
  return guest
}

interface Spawning {
  log: GuestLog
  isolation: GuestIsolation
  associated?: StartRequest['associated']
  undo: AsyncDisposableStack
  helpers: readonly RunningHelper[]
  bound: Map<string, string>
}

async function spawnWithDescriptors(
  plan: LaunchPlan,
  { log, isolation, associated, undo, helpers, bound }: Spawning,
): Promise<EmulatorProcess> {
  using closing = new DisposableStack()
  await ownTurn()
  const ends = helpers.flatMap(({ name, end }) => (end ? [[name, closing.use(end).fd] as const] : []))
  const descriptors = await openDescriptors(plan.descriptors, {
    closing,
    undo,
    helpers: new Map(ends),
    associated,
    bound,
  })
  return spawnEmulator(plan, { log: log.fd, descriptors, isolation })
}

/** What the plan writes to without saying that others may, by the names that tell two paths of one file apart. */
function exclusiveImages(needs: readonly NeededPath[]): string[] {
  return needs.filter(({ access, shared }) => access === 'write' && !shared).map(({ path }) => realpathSync(path))
}

interface Explaining {
  emulator: EmulatorProcess
  log: GuestLog
  plan: LaunchPlan
  registry: GuestRegistry
  account?: Account
  helpers: readonly RunningHelper[]
}

/** Where the emulator has ended, its own words are the error; the broken connection is only what it left. */
async function explain(
  error: unknown,
  { emulator, log, plan, registry, account, helpers }: Explaining,
): Promise<unknown> {
  if (!(error instanceof LodgeError) || error.code === 'OPERATION_TIMEOUT') return error
  const how = await Promise.race([
    emulator.ended,
    new Promise<undefined>((resolve) => setTimeout(resolve, 1000, undefined)),
  ])
  const failure = helpers.map((helper) => helper.failure()).find(Boolean)
  if (failure || how === undefined) return failure ?? error
  const userOf = (image: string) => userOfImage(image, registry)
  return deathError({
    emulator: plan.emulator,
    how,
    words: log.words(),
    log: log.path,
    options: plan.arguments,
    userOf,
    account,
  })
}
