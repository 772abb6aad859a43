import { LodgeError } from '../../base/errors.ts'
import { describeWay } from '../host/files.ts'

export interface Death {
  emulator: string
  /** `exit status 1`, `signal SIGSEGV`. */
  how: string
  /** What the emulator wrote before. */
  words: string
  log: string
  /** Names the guest of ours that uses an image. */
  userOf: (path: string) => string | undefined
}

/** QEMU's own words as one error, with what can be found out about the reason. */
export function deathError(death: Death): LodgeError {
  const { emulator, how, log } = death
  const said = saidBy(death)
  const { message, hint } = diagnose(said, death) ?? {}
  return new LodgeError('OPERATION_FAILED', message ?? `QEMU ended at its start (${how})${said ? `: ${said}` : ''}`, {
    where: emulator,
    hint: hint ?? `its log is ${log}`,
    data: { log, how, words: said },
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

function diagnose(said: string, { userOf, log }: Death): { message: string; hint: string } | undefined {
  const locked = /Failed to get (?:shared )?"[^"]*" lock|Failed to lock byte/.test(said)
  if (locked) {
    const path =
      /another process using the image \[([^\]]+)\]/.exec(said)?.[1] ?? /filename":\s*"([^"]+)"/.exec(said)?.[1]
    const user = path && userOf(path)
    return {
      message: `the image ${path ?? 'of a disk'} is in use by ${user ? `the guest '${user}'` : 'another process'}`,
      hint: `stop that one, or give both <shareable/> or <readonly/>; QEMU said: ${said}`,
    }
  }
  const denied = /'?(\/[^':]+)'?: Permission denied/.exec(said)?.[1]
  if (denied) return { message: `QEMU ended at its start: ${said}`, hint: `${describeWay(denied)}; its log is ${log}` }
  return undefined
}
