import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { FirmwareDescriptor } from '../../model/qemu/host.ts'
import { readIfThere } from './files.ts'

/** Far more than any distribution ships; a hostile folder is not read without end. */
const mostFiles = 256
const largestFile = 1 << 16

/**
 * The firmware that the folders describe, in the order of file names. A later folder's file masks an earlier one's of the
 * same name, and an empty file only masks. What can't be read is left out.
 */
export function readFirmware(folders: readonly string[]): FirmwareDescriptor[] {
  const files = new Map<string, string>()
  for (const folder of folders) for (const name of namesIn(folder)) files.set(name, join(folder, name))
  return [...files.keys()].sort().flatMap((name) => {
    const descriptor = readDescriptor(files.get(name) ?? '')
    return descriptor ? [{ ...descriptor, file: name }] : []
  })
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

function readDescriptor(path: string): Omit<FirmwareDescriptor, 'file'> | undefined {
  try {
    const value: unknown = JSON.parse(readIfThere(path, largestFile) ?? '')
    return isDescriptor(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isDescriptor(value: unknown): value is Omit<FirmwareDescriptor, 'file'> {
  if (!isObject(value) || !isObject(value.mapping)) return false
  const { device, executable, 'nvram-template': template, filename } = value.mapping
  return (
    typeof device === 'string' &&
    (executable === undefined || isFile(executable)) &&
    (template === undefined || isFile(template)) &&
    (filename === undefined || typeof filename === 'string') &&
    areStrings(value['interface-types']) &&
    areStrings(value.features) &&
    Array.isArray(value.targets) &&
    value.targets.every(
      (target) => isObject(target) && typeof target.architecture === 'string' && areStrings(target.machines),
    )
  )
}

function isFile(value: unknown): boolean {
  return isObject(value) && typeof value.filename === 'string' && typeof value.format === 'string'
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function areStrings(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === 'string')
}
