import { lstatSync, readFileSync, statSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'
import { LodgeError } from '../../base/errors.ts'
import type { Domain } from '../../model/domain/index.ts'
import { removeDurably, writeDurably } from '../host/durable-files.ts'
import { makeFolder, systemError } from '../host/files.ts'

/** More than any firmware's variables take. */
const largest = 64 << 20

/**
 * Gives a domain its own copy of its firmware's variables. Undoes that when it is disposed of, unless the domain was kept.
 * Where there is no file yet, the domain gets a new one at its first start.
 */
export async function copyNvram(domain: Domain, to: string | undefined): Promise<AsyncDisposable & { keep(): void }> {
  const { nvram } = domain.os
  const from = nvram?.path
  let made: string | undefined
  if (nvram && from !== undefined) {
    delete nvram.path
    if (to !== undefined) {
      made = to
      makeFolder(dirname(to))
      await writeDurably(made, variablesIn(from))
      nvram.path = made
    }
  }
  return {
    keep: () => {
      made = undefined
    },
    [Symbol.asyncDispose]: async () => {
      if (made !== undefined) await removeDurably(made)
    },
  }
}

/** Where the copy goes; undefined where there is nothing to copy. */
export function placeOfNvram({ name, os }: Domain, folder: string): string | undefined {
  const from = os.nvram?.path
  if (from === undefined || !statSync(from, { throwIfNoEntry: false })) return undefined
  return freeName(folder, name, extname(from) || '.fd')
}

function variablesIn(path: string): Uint8Array {
  try {
    const stat = statSync(path)
    if (!stat.isFile() || stat.size > largest)
      throw new LodgeError('SYSTEM_ERROR', `${path} holds no firmware's variables: it is no file, or too large`, {
        where: path,
      })
    return readFileSync(path)
  } catch (error) {
    throw error instanceof LodgeError ? error : systemError(error, `cannot read ${path}`, path)
  }
}

/** What another domain has left behind stays. */
function freeName(folder: string, name: string, ending: string): string {
  for (let number = 0; ; number++) {
    const path = join(folder, `${encodeURIComponent(name)}_VARS${number === 0 ? '' : `.${number}`}${ending}`)
    if (!lstatSync(path, { throwIfNoEntry: false })) return path
  }
}
