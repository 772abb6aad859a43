import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { LodgeError } from '../../base/errors.ts'
import { endingWithUs } from './system.ts'

const run = promisify(execFile)

interface Question {
  process: { pid: number; startTime: number; uid: number }
  action: string
}

/** What pkcheck(1) ends with. Everything else is that it could not ask. */
const answers = { 1: 'denied', 2: 'no agent', 3: 'dismissed' } as const

/** Asks polkit whether a process may, and lets it ask that process's user, who may take any time or be given it until the signal. */
export async function askPolkit({ process, action }: Question, signal: AbortSignal) {
  const { pid, startTime, uid } = process
  const words = ['--process', `${pid},${startTime},${uid}`, '--action-id', action, '--allow-user-interaction']
  try {
    await pk('pkcheck', words, signal)
    return 'allowed'
  } catch (error) {
    signal.throwIfAborted()
    const { code, stderr = '' } = error as { code?: unknown; stderr?: string }
    const answer = answers[code as keyof typeof answers]
    if (answer) return answer
    throw new LodgeError('DBUS_SERVICE', `error from service: ${reasonOf(stderr, error)}`, { cause: error })
  }
}

/** How long polkit may take to start, where the bus has to do that. */
const startWithin = 10_000

/** Whether polkit is there, and has these actions. */
export async function polkitKnows(actions: readonly string[]): Promise<boolean> {
  try {
    const { stdout } = await pk('pkaction', [], AbortSignal.timeout(startWithin))
    const known = new Set(stdout.split('\n'))
    return actions.every((action) => known.has(action))
  } catch {
    return false
  }
}

/** Both of polkit's programs end at once with what asked them; nothing that they say is believed to be short. */
function pk(program: string, words: readonly string[], signal: AbortSignal) {
  const [first = '', ...others] = [...endingWithUs(), program, ...words]
  return run(first, others, { signal, killSignal: 'SIGKILL', maxBuffer: 1 << 20, cwd: '/' })
}

function reasonOf(stderr: string, error: unknown): string {
  const [line = ''] = stderr.trim().split('\n')
  return (line || (error as Error).message).slice(0, 1000)
}
