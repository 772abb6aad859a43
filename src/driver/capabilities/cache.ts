import { createHash } from 'node:crypto'
import { type Stats, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { LodgeError } from '../../base/errors.ts'
import type { QemuFacts } from '../../model/qemu/facts.ts'
import { errnoOf, isShortage, makeFolder, readIfThere, systemError, writeAtomically } from '../host/files.ts'
import { cpuSignature, moduleFolders } from '../host/system.ts'
import { devicesToAskAbout, objectsToAskAbout } from './questions.ts'

/** Raised when facts are derived in another way; other questions are noticed without it. */
const format = 1

const largestCache = 16 << 20

/** What of a binary can change while this process lives; where it is as it was, so are its facts. */
export function lookOf(binary: string, kvmUsable: boolean): string {
  const { size, mtimeMs, ctimeMs } = statOf(binary)
  const modules = moduleFolders.map((folder) => statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0)
  return [size, mtimeMs, ctimeMs, ...modules, kvmUsable].join(' ')
}

/** What the facts of a binary hold for, longer than this process lives. */
export function stampOf(look: string): string {
  const questions = [...devicesToAskAbout, ...objectsToAskAbout]
  return createHash('sha256')
    .update(JSON.stringify([format, questions, look, cpuSignature()]))
    .digest('hex')
}

function statOf(binary: string): Stats {
  try {
    return statSync(binary)
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw systemError(error, `cannot look at the emulator ${binary}`, binary)
    throw new LodgeError('CONFIG_UNSUPPORTED', `there is no emulator at ${binary}`, {
      where: binary,
      hint: 'install QEMU, or name the right file in <emulator>',
    })
  }
}

/** Facts of an earlier probe, if they still hold. A file that is broken counts as none. */
export function readCache(path: string, stamp: string): QemuFacts | undefined {
  try {
    const text = readIfThere(path, largestCache)
    const cached = text === undefined ? undefined : (JSON.parse(text) as { stamp?: unknown; facts?: QemuFacts })
    return cached?.stamp === stamp && cached.facts?.byAccelerator ? cached.facts : undefined
  } catch (error) {
    if (isShortage(error)) throw error
    return undefined
  }
}

/** Keeps facts for the next time; where that fails they are asked for again. */
export function writeCache(path: string, stamp: string, facts: QemuFacts): void {
  try {
    makeFolder(dirname(path))
    writeAtomically(path, JSON.stringify({ stamp, facts }))
  } catch (error) {
    if (!(error instanceof LodgeError)) throw error
  }
}
