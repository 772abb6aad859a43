import { LodgeError } from '../../base/errors.ts'
import type { LaunchPlan } from '../../model/qemu/plan.ts'
import { systemError } from '../host/files.ts'
import { nodeSpawn } from '../host/node-spawn.ts'
import { describeProcess, isStopped, lightSpawn, type ProcessIdentity, type SpawnedChild } from '../host/system.ts'
import { childIdentity } from './child-identity.ts'
import { confinedCommand, type GuestIsolation } from './isolation.ts'

/** An emulator that runs: a child of this process, or one that an earlier process has started. */
export interface EmulatorProcess {
  readonly identity: ProcessIdentity
  /** Settles with how it ended; what isn't a child of ours gives no status. */
  readonly ended: Promise<string>
  kill(signal: NodeJS.Signals): void
  /** There is reason to think that it has ended. */
  look(): void
}

export interface SpawnOptions {
  log: number
  descriptors: readonly number[]
  isolation: GuestIsolation
}

/** Starts the emulator in a session of its own, so that it outlives this process; it inherits these descriptors only. */
export function spawnEmulator(plan: LaunchPlan, { log, descriptors, isolation }: SpawnOptions): EmulatorProcess {
  const words = plan.arguments.flatMap(({ option, value }) => (value === undefined ? [option] : [option, value]))
  const [program = '', ...args] = confinedCommand([plan.emulator, ...words], isolation)
  const { PATH } = process.env
  // What is another user's has a home of its own: the guest's folder.
  const HOME = isolation.account ? plan.folders[0] : process.env.HOME
  const environment = { LC_ALL: 'C', ...(PATH && { PATH }), ...(HOME && { HOME }), ...plan.environment }
  const request = { program, args, environment, descriptors: [undefined, log, log, ...descriptors] }
  let child: SpawnedChild
  // What it makes is for its user alone. The mask goes with the child, which is there when this returns.
  const usual = process.umask(0o077)
  try {
    child = (lightSpawn() ?? nodeSpawn)(request)
  } catch (cause) {
    const error = systemError(cause, `cannot run ${plan.emulator}`, plan.emulator)
    const { message, where, hint = 'is it there, and may this user run it?', data } = error
    throw new LodgeError('SYSTEM_ERROR', message, { where, hint, data, cause })
  } finally {
    process.umask(usual)
  }
  const { ended } = child
  return { identity: childIdentity(child), ended, kill: (signal) => child.kill(signal), look: () => {} }
}

/** Milliseconds between two looks at whether an emulator that is asked to end can do so at all. */
const stoppedLook = 50

/** Ends an emulator: asked first, then made to; one that a signal has stopped would not hear the question. */
export async function endEmulator(emulator: EmulatorProcess, patience: { asked: number; made: number }): Promise<void> {
  const { pid } = emulator.identity
  for (const [signal, time] of [
    ['SIGTERM', patience.asked],
    ['SIGKILL', patience.made],
  ] as const) {
    if (time === 0) continue
    emulator.kill(signal)
    for (const latest = performance.now() + time; performance.now() < latest; ) {
      if (await within(emulator.ended, Math.min(stoppedLook, latest - performance.now()))) return
      if (signal === 'SIGTERM' && isStopped(pid)) break
    }
  }
  const [signal, hint] =
    patience.made > 0
      ? [
          'SIGKILL',
          'a process that sleeps in the kernel ends when what it waits for does: storage or a device that hangs',
        ]
      : ['SIGTERM', 'without the wish to be graceful it is made to end']
  throw new LodgeError('OPERATION_FAILED', `process ${pid} has not ended after ${signal}: ${describeProcess(pid)}`, {
    hint,
  })
}

async function within(promise: Promise<unknown>, time: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, time, false)
  })
  try {
    return await Promise.race([promise.then(() => true), late])
  } finally {
    clearTimeout(timer)
  }
}
