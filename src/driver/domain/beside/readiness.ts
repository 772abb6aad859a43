import { watch } from 'node:fs'
import { dirname } from 'node:path'
import { LodgeError } from '../../../base/errors.ts'
import type { HelperBegin } from '../../../model/qemu/plan.ts'
import { readIfThere } from '../../host/files.ts'
import { identify, type ProcessIdentity, userOf } from '../../host/system.ts'
import type { SpawnedHelper } from './spawn.ts'

interface Waiting {
  spawned: SpawnedHelper
  failure: () => LodgeError | undefined
  what: string
  /** As whom it runs, where that isn't this process's user. */
  uid: number | undefined
}

/** Milliseconds in which a helper must be ready. */
const patience = 15_000

/** The process that serves the guest, once QEMU can connect to it. */
export async function readiness(begin: HelperBegin, waiting: Waiting): Promise<ProcessIdentity> {
  const { spawned, failure, what } = waiting
  if (begin.by === 'inheriting' || begin.by === 'pairing') return spawned.identity
  const { pidFile } = begin
  const uid = waiting.uid ?? process.geteuid?.()
  const told = () => {
    const pid = Number(readIfThere(pidFile, 64))
    // A file that another user writes must not have any process but that user's ended.
    return pid > 1 && userOf(pid) === uid ? identify(pid) : undefined
  }
  const over = new AbortController()
  const signal = AbortSignal.any([over.signal, AbortSignal.timeout(patience)])
  try {
    const ends = [spawned.exit, aborted(signal)]
    await Promise.race(begin.by === 'forking' ? ends : [...ends, untilTold(told, dirname(pidFile), signal)])
  } finally {
    over.abort()
  }
  const found = told()
  if (found) return found
  throw (
    failure() ?? new LodgeError('OPERATION_FAILED', `the helper for the ${what} did not start: it left no ${pidFile}`)
  )
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve()))
}

/** The folder says when to look. */
async function untilTold(told: () => unknown, folder: string, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  watch(folder, { signal }, () => {
    if (told()) resolve()
  })
  if (!told()) await promise
}
