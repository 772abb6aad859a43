import { LodgeError } from '../../base/errors.ts'
import type { Argument } from '../../model/qemu/plan.ts'
import type { Account } from '../host/system.ts'
import { type Diagnosis, diagnose } from './diagnosis.ts'

export interface Death {
  emulator: string
  /** `exit status 1`, `signal SIGSEGV`. */
  how: string
  /** What the emulator wrote before. */
  words: string
  log: string
  /** Its command line. */
  options: readonly Argument[]
  /** As whom it ran, where that is not this process's user. */
  account?: Account
  /** Names who uses an image. */
  userOf: (path: string) => string | undefined
}

/** QEMU's own words as one error, with what can be found out about the reason. */
export function deathError(death: Death): LodgeError {
  const { emulator, how, log } = death
  const said = saidBy(death)
  const { message, hint, where, data }: Partial<Diagnosis> = diagnose(said, death) ?? {}
  return new LodgeError('OPERATION_FAILED', message ?? `QEMU ended at its start (${how})${said ? `: ${said}` : ''}`, {
    where: where ?? emulator,
    hint: hint ?? `its log is ${log}`,
    data: { log, how, words: said, ...data },
  })
}

/** The words without time stamps and the program's name; warnings only count where there is nothing else. */
function saidBy({ words, emulator }: Death): string {
  const program = emulator.slice(emulator.lastIndexOf('/') + 1)
  const lines = words
    .split('\n')
    .map((line) => line.replace(/^\d{4}-\d\d-\d\dT[\d:.]+Z\s*/, ''))
    .map((line) =>
      /^\S*qemu[\w-]*: /.test(line) || line.startsWith(`${program}: `) ? line.slice(line.indexOf(': ') + 2) : line,
    )
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('char device redirected to '))
  const serious = lines.filter((line) => !line.startsWith('warning:'))
  return (serious.length > 0 ? serious : lines).slice(-4).join('; ')
}
