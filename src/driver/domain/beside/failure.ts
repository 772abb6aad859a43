import { LodgeError } from '../../../base/errors.ts'
import type { GuestLog } from '../guest-log.ts'
import type { HelperEnd } from './spawn.ts'

interface Failure {
  program: string
  what: string
  /** How it ended, if it has. */
  how: HelperEnd | undefined
  log: Pick<GuestLog, 'path' | 'words'>
}

/** What a helper said before it failed; undefined where it runs, or has ended as it should. */
export function failureOf({ program, what, how, log }: Failure): LodgeError | undefined {
  if (!how || how.code === 0) return undefined
  const end = how.signal ? `signal ${how.signal}` : `exit status ${how.code}`
  const words = lastWords(log.words())
  return new LodgeError('OPERATION_FAILED', `${program} for the ${what} ended: ${words || end}`, {
    where: program,
    hint: `its log is ${log.path}`,
    data: { how: end, words },
  })
}

/** Without its complaints about a machine that keeps no system log. */
export function lastWords(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('Failed to send'))
  return lines.slice(-3).join('; ').slice(0, 500)
}
