import { LodgeError } from '../../base/errors.ts'
import { printable } from './printable.ts'
import type { Terminal } from './terminal.ts'

const frames = [...'⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏']
const frameLasts = 100
/** What takes less time is not worth a line. */
const quiet = 300

/** What is waited for, on standard error: a line that moves on a terminal, one that stays elsewhere. */
export async function withProgress<T>({ errors, err }: Terminal, what: string, work: Promise<T>): Promise<T> {
  const began = performance.now()
  let frame = 0
  const show = (): void => {
    const passed = Math.floor((performance.now() - began) / 1000)
    errors.write(`\r${frames[frame++ % frames.length]} ${printable(what)} … ${passed} s\x1b[K`)
  }
  let moving: NodeJS.Timeout | undefined
  const first = setTimeout(() => {
    if (errors.isTTY) moving = setInterval(show, frameLasts)
    else err(`${what} …`)
  }, quiet)
  try {
    return await work
  } finally {
    clearTimeout(first)
    clearInterval(moving)
    if (moving) errors.write('\r\x1b[K')
  }
}

/** Gives up after so many seconds. What was asked for may happen all the same. */
export async function within<T>(limit: number | undefined, work: Promise<T>, failure: () => LodgeError): Promise<T> {
  if (limit === undefined) return work
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(failure()), limit * 1000)
  try {
    return await Promise.race([work, promise])
  } finally {
    clearTimeout(timer)
    work.catch(() => {})
  }
}

export function tooLate(what: string, limit: number | undefined, hint: string): LodgeError {
  return new LodgeError('OPERATION_TIMEOUT', `${what} within ${limit} s`, { hint })
}
