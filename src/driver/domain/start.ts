import { realpathSync } from 'node:fs'
import { LodgeError } from '../../base/errors.ts'
import type { LaunchPlan, NeededPath } from '../../model/qemu/plan.ts'
import { QmpClient } from '../qmp/index.ts'
import { openDescriptors } from './descriptors.ts'
import { type EmulatorProcess, endEmulator, spawnEmulator } from './emulator-process.ts'
import { arrangeEndings, type Endings } from './endings.ts'
import { Guest } from './guest.ts'
import { GuestLog } from './guest-log.ts'
import { deathError } from './last-words.ts'
import { requirePaths } from './needs.ts'
import { makeGuestFolder, writePlannedFile } from './planned-files.ts'
import type { Claim, GuestRegistry, GuestStatus } from './status.ts'

export interface StartRequest {
  claim: Claim
  plan: LaunchPlan
  /** Completed. */
  xml: string
  log: string
  endings: Endings
  paused: boolean
  registry: GuestRegistry
  /** Undone where the start fails; begun by whoever has taken the claim. */
  undo: AsyncDisposableStack
  /** Milliseconds that the emulator may take to come up. */
  timeout?: number
}

/** Carries out a plan: everything is made, the emulator started with its CPUs stopped, greeted, and set going. */
export async function startGuest(request: StartRequest): Promise<Guest> {
  const { plan, claim, registry, undo } = request
  requirePaths(plan.needs)
  const images = exclusiveImages(plan.needs)
  registry.claimImages(claim, images)
  for (const folder of plan.folders) makeGuestFolder(folder, undo)
  for (const file of plan.files) writePlannedFile(file, undo)
  using log = new GuestLog(request.log, plan)
  const emulator = await spawnWithDescriptors(plan, log, undo)
  undo.defer(() => endEmulator(emulator, { asked: 0, made: 10_000 }))
  try {
    const { timeout = 60_000 } = request
    const monitor = QmpClient.at(plan.monitorSocket, { name: 'QEMU', timeout })
    undo.defer(() => monitor.close())
    const status: GuestStatus = {
      ...{ format: 1, ...claim, images, emulator: emulator.identity },
      ...{ monitorSocket: plan.monitorSocket, log: log.path, xml: request.xml, endings: request.endings },
      folders: plan.folders,
      files: filesThatEnd(plan),
      commandLine: [plan.emulator, ...plan.arguments.flatMap(({ option, value = [] }) => [option, value].flat())],
    }
    registry.write(status)
    const answers = [monitor.ready, arrangeEndings(monitor, request.endings)]
    for (const each of plan.commands) answers.push(monitor.executeAny(each.execute, each.arguments).then(() => {}))
    if (!request.paused) answers.push(monitor.execute('cont').then(() => {}))
    await Promise.all(answers)
    return new Guest({ status, monitor, emulator, registry })
  } catch (error) {
    throw await explain(error, { emulator, log, plan, registry })
  }
}

async function spawnWithDescriptors(
  plan: LaunchPlan,
  log: GuestLog,
  undo: AsyncDisposableStack,
): Promise<EmulatorProcess> {
  using closing = new DisposableStack()
  const descriptors = await openDescriptors(plan.descriptors, { closing, undo })
  return spawnEmulator(plan, { log: log.fd, descriptors })
}

/** What is made for this run of the guest alone. */
function filesThatEnd({ files, descriptors }: LaunchPlan): string[] {
  const sockets = descriptors.flatMap((each) => (each.descriptor === 'listen' ? [each.path] : []))
  return [...files.flatMap(({ path, keep }) => (keep ? [] : [path])), ...sockets]
}

/** What the plan writes to without saying that others may, by the names that tell two paths of one file apart. */
function exclusiveImages(needs: readonly NeededPath[]): string[] {
  return needs.filter(({ access, shared }) => access === 'write' && !shared).map(({ path }) => realpathSync(path))
}

/** Where the emulator has ended, its own words are the error; the broken connection is only what it left. */
async function explain(
  error: unknown,
  {
    emulator,
    log,
    plan,
    registry,
  }: { emulator: EmulatorProcess; log: GuestLog; plan: LaunchPlan; registry: GuestRegistry },
): Promise<unknown> {
  if (!(error instanceof LodgeError) || error.code === 'OPERATION_TIMEOUT') return error
  const how = await Promise.race([
    emulator.ended,
    new Promise<undefined>((resolve) => setTimeout(resolve, 1000, undefined)),
  ])
  if (how === undefined) return error
  const userOf = (image: string) => registry.userOf(image)
  return deathError({ emulator: plan.emulator, how, words: log.words(), log: log.path, userOf })
}
