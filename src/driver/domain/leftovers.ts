import { lstatSync, realpathSync, rmdirSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { LodgeError } from '../../base/errors.ts'
import { errnoOf, namesIn, removeFolder } from '../host/files.ts'
import { isPassingFolder, type Paths } from '../host/paths.ts'
import { hugepageMounts } from '../host/system.ts'
import type { GuestStatus } from './status.ts'

type Named = Pick<GuestStatus, 'name' | 'folders' | 'files' | 'sockets'>

/** What guests leave in the file system. A status says what; that it is ours is seen for ourselves. */
export class Leftovers {
  readonly #paths: Paths
  readonly #warn: (warning: LodgeError) => void

  constructor(paths: Paths, warn: (warning: LodgeError) => void) {
    this.#paths = paths
    this.#warn = warn
  }

  /** Takes away what one guest had while it ran. */
  remove({ name, folders, files, sockets }: Named): void {
    const ours = (path: string) => this.#isOurs(path, name)
    // Before the folders, in one of which is the emulator's mark (`unseen-end.ts`).
    for (const file of files) if (ours(file)) rmSync(file, { force: true })
    for (const socket of sockets) {
      // It stands wherever the definition says, and that name may be somebody else's by now.
      if (lstatSync(socket, { throwIfNoEntry: false })?.isSocket()) rmSync(socket, { force: true })
    }
    for (const folder of folders) if (ours(folder)) removeFolder(folder)
  }

  /** Takes away empty folders of guests of which no status tells: nothing could be opened when they should have gone. */
  sweep(statuses: () => readonly GuestStatus[]): void {
    const { lib, channels, memoryBacking } = this.#paths.folders
    const found = [lib, channels, memoryBacking].flatMap((folder) => namesIn(folder).map((name) => join(folder, name)))
    // A status is written before its folders are made: so it is looked for after them.
    const known = new Set(statuses().flatMap(({ folders }) => folders))
    for (const folder of found) if (!known.has(folder)) removeIfEmpty(folder)
  }

  /** Beneath a folder that is for guests, and not by way of a link that leads out of it. */
  #isOurs(path: string, name: string): boolean {
    const parent = realPath(dirname(path))
    if (parent === undefined) return false
    const isIn = (root: string) => `${parent}/`.startsWith(`${realPath(root) ?? root}/`)
    const isOurs = isPassingFolder(path) || this.#roots().some(isIn) || hugeRoots().some(isIn)
    if (resolve(path) === path && isOurs) return true
    this.#warn(
      new LodgeError('OPERATION_DENIED', `${path} is left alone: it is in no folder that is for guests`, {
        where: this.#paths.status(name),
        hint: 'the status of the guest names it to be removed, which no Lodge has written there',
      }),
    )
    return false
  }

  /** All that a guest's own folders and files are ever made in, beside its memory of huge pages. */
  #roots(): string[] {
    const { lib, channels, memoryBacking, dbus, passt } = this.#paths.folders
    return [lib, channels, memoryBacking, dbus, passt]
  }
}

function hugeRoots(): string[] {
  return hugepageMounts().map(({ mount }) => join(mount, 'libvirt/qemu'))
}

/** Undefined where there is nothing. */
function realPath(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch (error) {
    if (errnoOf(error) === undefined) throw error
    return undefined
  }
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder)
  } catch (error) {
    if (errnoOf(error) === undefined) throw error
  }
}
