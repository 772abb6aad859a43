import { accessSync, constants, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Architecture, architectures, emulatorNames, findArchitecture } from '../../model/qemu/architectures.ts'

export interface EmulatorSearch {
  /** libvirt's name of the host's architecture. */
  host: string
  /** In the order of preference. */
  folders: readonly string[]
}

/** Folders of PATH, then the usual ones. */
export function searchFolders(path: string | undefined, usual: readonly string[]): string[] {
  const onPath = (path ?? '').split(':').filter((folder) => folder.startsWith('/'))
  return [...new Set([...onPath, ...usual])]
}

/** The binary that runs guests of an architecture; undefined where none is installed. */
export function findEmulator(arch: string, { host, folders }: EmulatorSearch): string | undefined {
  const architecture = findArchitecture(arch)
  if (!architecture) return undefined
  for (const name of emulatorNames(architecture, host)) {
    for (const folder of folders) {
      const path = join(folder, name)
      if (isProgram(path)) return path
    }
  }
  return undefined
}

/** Every architecture that an installed binary runs, with that binary. */
export function findEmulators(search: EmulatorSearch): { arch: Architecture; path: string }[] {
  return architectures.flatMap((arch) => {
    const path = findEmulator(arch.name, search)
    return path ? [{ arch, path }] : []
  })
}

/** Where a program of that name is; undefined where none is installed. */
export function findOnPath(name: string, path = process.env.PATH): string | undefined {
  return searchFolders(path, [])
    .map((folder) => join(folder, name))
    .find(isProgram)
}

export function isProgram(path: string): boolean {
  try {
    // Most of what is asked about is not there, and an exception costs ten times the answer.
    if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return false
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
