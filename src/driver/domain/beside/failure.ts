import { LodgeError } from '../../../base/errors.ts'
import type { GuestLog } from '../guest-log.ts'

interface Failure {
  program: string
  what: string
  /** How it ended, if it has. */
  how: string | undefined
  log: Pick<GuestLog, 'path' | 'words'>
}

/** What a helper said before it failed; undefined where it runs, or has ended as it should. */
export function failureOf({ program, what, how, log }: Failure): LodgeError | undefined {
  if (how === undefined || how === 'exit status 0') return undefined
  const words = lastWords(log.words())
  return new LodgeError('OPERATION_FAILED', `${program} for the ${what} ended: ${words || how}`, {
    where: program,
    hint: `its log is ${log.path}`,
    data: { how, words },
  })
}

/** Without its complaints about a machine that keeps no system log, and without what would move a terminal's cursor. */
export function lastWords(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('Failed to send'))
  return oneLine(lines.slice(-3).join('; ')).slice(0, 500)
}

/** What others have written, as part of a line of a log. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?')
}
