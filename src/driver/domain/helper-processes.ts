import { execFile } from 'node:child_process'
import { rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { LodgeError, messageOf } from '../../base/errors.ts'
import type { HelperProcess } from '../../model/qemu/plan.ts'
import { giveTo } from '../host/file-owners.ts'
import { errnoOf, makeFolder, readIfThere } from '../host/files.ts'
import { userOf } from '../host/system.ts'
import { confinedCommand, type GuestIsolation } from './isolation.ts'

const run = promisify(execFile)

/** Milliseconds in which a helper must have gone into the background. */
const patience = 15_000

/** Starts a program that serves a guest; it has answered once this returns. */
export async function startHelper(
  helper: HelperProcess,
  { isolation, undo }: { isolation: GuestIsolation; undo: AsyncDisposableStack },
): Promise<void> {
  const { program, socket, pidFile, what } = helper
  const { account } = isolation
  makeFolder(dirname(socket))
  if (account) giveTo(dirname(socket), account)
  undo.defer(() => endHelper(helper, account?.uid))
  const own = account ? withoutRunas(helper.arguments) : helper.arguments
  const [first = '', ...words] = confinedCommand([program, ...own], isolation)
  try {
    await run(first, words, { timeout: patience, maxBuffer: 1 << 20, env: { PATH: process.env.PATH } })
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') {
      throw new LodgeError('OPERATION_FAILED', `${program}, which the ${what} needs, is not installed`, {
        where: program,
        hint: `install the package ${program}`,
      })
    }
    const words = lastWords(String((error as { stderr?: string }).stderr ?? ''))
    throw new LodgeError('OPERATION_FAILED', `${program} for the ${what} ended: ${words || messageOf(error)}`, {
      where: [program, ...helper.arguments].join(' '),
    })
  }
  if (readIfThere(pidFile, 64) === undefined) {
    throw new LodgeError('OPERATION_FAILED', `${program} for the ${what} did not start: it left no ${pidFile}`)
  }
}

/** It runs as the right user from the beginning. */
function withoutRunas(words: string[]): string[] {
  return words.filter((word, at) => word !== '--runas' && words[at - 1] !== '--runas')
}

/** What a helper said last, without its complaints about a machine that keeps no system log. */
function lastWords(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('Failed to send'))
  return lines.slice(-3).join('; ').slice(0, 500)
}

/** A file that another user writes must not have any process but that user's ended. */
function endHelper({ socket, pidFile }: HelperProcess, uid = process.geteuid?.()): void {
  const pid = Number(readIfThere(pidFile, 64))
  try {
    if (pid > 1 && userOf(pid) === uid) process.kill(pid, 'SIGTERM')
  } catch (error) {
    if (errnoOf(error) !== 'ESRCH') throw error
  }
  for (const file of [socket, pidFile]) rmSync(file, { force: true })
}
