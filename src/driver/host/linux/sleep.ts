import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { SuspendTarget } from '../../../api/index.ts'
import { LodgeError, messageOf } from '../../../base/errors.ts'
import { sleepStates } from './power.ts'

/** Nobody should find a machine that sleeps again before it sleeps. */
const least = 60
const most = 2 ** 31 - 1

const ways = {
  memory: { state: 'suspend_mem', verb: 'suspend', words: 'to memory' },
  disk: { state: 'suspend_disk', verb: 'hibernate', words: 'to disk' },
  hybrid: { state: 'suspend_hybrid', verb: 'hybrid-sleep', words: 'to both memory and disk' },
} as const satisfies Record<SuspendTarget, object>

export interface Sleeping {
  states?: readonly string[]
  run?(program: string, words: string[]): Promise<unknown>
}

/** The clock is set to wake the machine first, so that nothing sleeps that would not wake up. */
export async function suspendMachine(
  target: SuspendTarget,
  seconds: number,
  { states = sleepStates(), run = runProgram }: Sleeping = {},
): Promise<void> {
  const { state, verb, words } = ways[target]
  if (!states.includes(state)) {
    throw new LodgeError('ARGUMENT_UNSUPPORTED', `this machine cannot be suspended ${words}`)
  }
  if (!Number.isSafeInteger(seconds) || seconds < least || seconds > most) {
    throw new LodgeError(
      'INVALID_ARG',
      `Suspend duration is too short: it is at least ${least} seconds, and ${seconds} is not`,
    )
  }
  await run('rtcwake', ['--mode', 'no', '--seconds', `${seconds}`])
  await run('systemctl', [verb])
}

async function runProgram(program: string, words: string[]): Promise<void> {
  try {
    await promisify(execFile)(program, words, { timeout: 20_000 })
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : ''
    throw new LodgeError('OPERATION_FAILED', `${program} ${words.join(' ')}: ${said || messageOf(error)}`, {
      cause: error,
    })
  }
}
