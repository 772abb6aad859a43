import { execFile } from 'node:child_process'
import { getSystemErrorMessage, promisify } from 'node:util'
import { LodgeError } from '../../../base/errors.ts'
import { formatNumberSet } from '../../../base/number-sets.ts'
import { type Libc, loadLibc } from './libc.ts'

type SetAffinity = (thread: number, size: number, mask: Uint8Array) => number

let ways: Promise<(thread: number, cpus: readonly number[]) => Promise<void> | void> | undefined

/** Lets a thread run on these processors only. */
export async function setAffinity(thread: number, cpus: readonly number[]): Promise<void> {
  ways ??= loadLibc('to place threads needs').then(callOf, () => withTaskset)
  try {
    await (await ways)(thread, cpus)
  } catch (error) {
    throw new LodgeError(
      'SYSTEM_ERROR',
      `cannot set CPU affinity on process ${thread} to ${formatNumberSet(cpus)}: ${(error as Error).message}`,
      { hint: 'the processors have to be on, and this daemon may have to be allowed to use them: lodge host' },
    )
  }
}

function callOf(libc: Libc) {
  const call = libc.func<SetAffinity>('int sched_setaffinity(int thread, size_t size, const void *mask)')
  return (thread: number, cpus: readonly number[]): void => {
    const mask = maskOf(cpus)
    if (call(thread, mask.byteLength, mask) !== 0) throw new Error(getSystemErrorMessage(-libc.errno()))
  }
}

/** Whole words in this machine's own order (sched_setaffinity(2)). */
function maskOf(cpus: readonly number[]): Uint8Array {
  const words = new BigUint64Array(Math.floor(Math.max(0, ...cpus) / 64) + 1)
  for (const cpu of cpus) {
    const word = Math.floor(cpu / 64)
    words[word] = (words[word] ?? 0n) | (1n << BigInt(cpu % 64))
  }
  return new Uint8Array(words.buffer)
}

/** A process for each thread, from util-linux, which every system has: where koffi is not, pins hold all the same. */
async function withTaskset(thread: number, cpus: readonly number[]): Promise<void> {
  const words = ['--pid', '--cpu-list', formatNumberSet(cpus), String(thread)]
  try {
    await promisify(execFile)('taskset', words, { timeout: 10_000 })
  } catch (error) {
    const said = String((error as { stderr?: string }).stderr ?? '').trim()
    throw said ? new Error(said) : error
  }
}
