import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { readIfThere } from './files.ts'

/** Far more than any distribution ships; a hostile folder is not read without end. */
const mostFiles = 256
const largestFile = 1 << 16

/**
 * What packages tell of themselves in folders of QEMU's, in the order of file names. A later folder's file masks an earlier
 * one's of the same name, and an empty file only masks. What can't be read is left out.
 */
export function readInterop(folders: readonly string[]): { file: string; value: unknown }[] {
  const files = new Map<string, string>()
  for (const folder of folders) for (const name of namesIn(folder)) files.set(name, join(folder, name))
  return [...files.keys()].sort().flatMap((file) => {
    const value = read(files.get(file) ?? '')
    return value === undefined ? [] : [{ file, value }]
  })
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json') && !name.startsWith('.'))
      .sort()
      .slice(0, mostFiles)
  } catch {
    return []
  }
}

function read(path: string): unknown {
  try {
    return JSON.parse(readIfThere(path, largestFile) ?? '')
  } catch {
    return undefined
  }
}
