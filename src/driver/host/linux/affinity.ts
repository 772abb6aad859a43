import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { LodgeError } from '../../../base/errors.ts'
import { formatNumberSet } from '../../../base/number-sets.ts'

const run = promisify(execFile)

/** Lets a thread run on these processors only. util-linux's `taskset`, which every system has, makes the system call. */
export async function setAffinity(thread: number, cpus: readonly number[]): Promise<void> {
  const set = formatNumberSet(cpus)
  try {
    await run('taskset', ['--pid', '--cpu-list', set, String(thread)], { timeout: 10_000 })
  } catch (error) {
    const words = String((error as { stderr?: string }).stderr ?? '').trim()
    throw new LodgeError('SYSTEM_ERROR', `cannot set CPU affinity on process ${thread} to ${set}: ${words || error}`, {
      hint: 'the processors have to be on, and this daemon may have to be allowed to use them: lodge host',
    })
  }
}
