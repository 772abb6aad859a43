import { existsSync, mkdirSync, readdirSync, rmdirSync, statSync, writeFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { LodgeError, messageOf } from '../../../base/errors.ts'
import { errnoOf, systemError } from '../files.ts'
import { type CgroupLimits, type CgroupWrite, cgroupWrites } from './cgroup-limits.ts'
import { type CgroupMounts, type Controller, cgroupMounts, unifiedNames } from './cgroup-mounts.ts'
import { kernelFiles } from './kernel-files.ts'

/** What names of guests' groups begin with, so that nobody takes another group for one. */
const prefix = 'lodge-'
const guestPath = /^\/(?:[^/]+\/)*?lodge-[^/]+/

/** A folder of one tree of groups, and what is counted and limited there. */
interface Branch {
  version: 1 | 2
  folder: string
  controllers: Controller[]
}

/** A group of processes whose share of the host is limited and counted: one for each guest. */
export class Cgroup {
  readonly #branches: readonly Branch[]

  private constructor(branches: readonly Branch[]) {
    this.#branches = branches
  }

  /** Makes a guest's group beneath `/machine`, in every tree that may be written; undefined where none may. */
  static make(partition: string, guest: string, mounts: CgroupMounts = cgroupMounts()): Cgroup | undefined {
    const path = join(partition, `${prefix}${guest}`).slice(1)
    const branches: Branch[] = []
    try {
      for (const [folder, { version, controllers }] of treesOf(mounts)) {
        const own = join(folder, path)
        mkdirSync(own, { recursive: true, mode: 0o755 })
        branches.push({ version, folder: own, controllers })
        if (version === 2) delegate(folder, path, controllers)
      }
    } catch (error) {
      for (const { folder } of branches) removeFolder(folder)
      if (['EACCES', 'EPERM', 'EROFS', 'ENOENT'].includes(errnoOf(error) ?? '')) return undefined
      throw systemError(error, `cannot make the control group ${path}`, path)
    }
    return branches.length > 0 ? new Cgroup(branches) : undefined
  }

  /** The group of its own that a guest's process is in, by the kernel's word; undefined where it has none. */
  static of(pid: number, root = ''): Cgroup | undefined {
    const mounts = cgroupMounts(root)
    const branches: Branch[] = []
    for (const line of kernelFiles(root).text(`/proc/${pid}/cgroup`).split('\n')) {
      const [, names = '', path = ''] = /^\d+:([^:]*):(.*)$/.exec(line) ?? []
      for (const [folder, { version, controllers }] of treesOf(mounts)) {
        const mine = version === 2 ? names === '' : controllers.some((each) => names.split(',').includes(each))
        // Its threads may be in parts of it.
        const own = guestPath.exec(path)?.[0]
        if (mine && own) branches.push({ version, controllers, folder: join(folder, own) })
      }
    }
    return branches.length > 0 ? new Cgroup(branches) : undefined
  }

  /** What has to be removed when the guest is gone. */
  get folders(): string[] {
    return this.#branches.map(({ folder }) => folder)
  }

  /** Moves a process into it, with all its threads. The kernel may take its time: nobody here waits meanwhile. */
  async enter(pid: number): Promise<void> {
    await Promise.all(
      this.#branches.map(async ({ folder }) => {
        const file = join(folder, 'cgroup.procs')
        await writeFile(file, String(pid)).catch((error) => {
          // One that has ended already is told of elsewhere.
          if (errnoOf(error) !== 'ESRCH') throw refused(file, String(pid), error)
        })
      }),
    )
  }

  set(limits: CgroupLimits): void {
    for (const version of [1, 2] as const) {
      for (const write of cgroupWrites(limits, version)) {
        const branch = this.#branches.find(
          (each) => each.version === version && each.controllers.includes(write.controller),
        )
        if (branch) writeLimit(branch.folder, write)
        else if (!this.#branches.some(({ controllers }) => controllers.includes(write.controller))) throw missing(write)
      }
    }
  }

  /** Threads of its own that have a time of their own, in a part of it; microseconds. */
  async part(name: string, threads: readonly number[], time: { period?: number; quota?: number }): Promise<void> {
    const branch = this.#branches.find(({ controllers }) => controllers.includes('cpu'))
    if (!branch) throw missing({ controller: 'cpu', files: ['cpu.max'], value: '' })
    const { version } = branch
    const folder = join(branch.folder, name)
    mkdirSync(folder, { recursive: true, mode: 0o755 })
    if (version === 2) {
      writeFileSync(join(folder, 'cgroup.type'), 'threaded')
      writeFileSync(join(branch.folder, 'cgroup.subtree_control'), '+cpu')
    }
    for (const limit of cgroupWrites({ cpuPeriod: time.period, cpuQuota: time.quota }, version))
      writeLimit(folder, limit)
    const file = join(folder, version === 2 ? 'cgroup.threads' : 'tasks')
    for (const thread of threads) {
      await writeFile(file, String(thread)).catch((error) => {
        if (errnoOf(error) !== 'ESRCH') throw refused(file, String(thread), error)
      })
    }
  }

  /** A file's text, `cpu.weight`; undefined where no tree has it. */
  read(file: string): string | undefined {
    const folder = this.folders.find((each) => existsSync(join(each, file)))
    return folder === undefined ? undefined : kernelFiles().text(join(folder, file)).trim()
  }
}

/** Removes what a guest has left; a group in which somebody still is stays. */
export function removeCgroup(folders: readonly string[]): void {
  for (const folder of folders) if (basename(folder).startsWith(prefix)) removeFolder(folder)
}

/** Milliseconds after which nobody is about to enter a group that is still empty. */
const settled = 60_000

/** Removes groups of ours in which nobody is: of guests that ended when no process of ours was there to see it. */
export function sweepCgroups(partition: string, mounts: CgroupMounts = cgroupMounts()): void {
  for (const [root] of treesOf(mounts)) {
    const folder = join(root, partition)
    for (const name of kernelFiles().names(folder)) {
      const made = name.startsWith(prefix) && statSync(join(folder, name), { throwIfNoEntry: false })?.ctimeMs
      if (made && made < Date.now() - settled) removeFolder(join(folder, name))
    }
  }
}

/** A group has groups beneath it at most one deep: threads of its own. What cannot be removed is swept later. */
function removeFolder(folder: string): void {
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true }))
      if (entry.isDirectory()) rmdirSync(join(folder, entry.name))
    rmdirSync(folder)
  } catch (error) {
    if (errnoOf(error) === undefined) throw error
  }
}

function treesOf({ controllers }: CgroupMounts): Map<string, Omit<Branch, 'folder'>> {
  const trees = new Map<string, Omit<Branch, 'folder'>>()
  for (const [controller, { version, folder }] of controllers) {
    const tree = trees.get(folder) ?? { version, controllers: [] }
    tree.controllers.push(controller)
    trees.set(folder, tree)
  }
  return trees
}

/** Of version 2 a group has the controllers that each one above it hands on. */
function delegate(root: string, path: string, controllers: readonly Controller[]): void {
  const wanted = controllers.map((each) => `+${unifiedNames[each]}`).join(' ')
  const above = dirname(path)
    .split('/')
    .filter((part) => part !== '.')
  for (let depth = 0; depth <= above.length; depth++) {
    writeFileSync(join(root, ...above.slice(0, depth), 'cgroup.subtree_control'), wanted)
  }
}

function writeLimit(folder: string, { files, value }: CgroupWrite): void {
  const name = files.find((each) => existsSync(join(folder, each)))
  if (name === undefined) {
    throw new LodgeError('OPERATION_INVALID', `this kernel has no ${files.join(' and no ')} in ${folder}`, {
      where: folder,
      hint: 'leave the limit out, or use a kernel (or a scheduler of I/O) that has it',
    })
  }
  try {
    writeFileSync(join(folder, name), value)
  } catch (error) {
    throw refused(join(folder, name), value, error)
  }
}

function refused(file: string, value: string, error: unknown): LodgeError {
  return new LodgeError('SYSTEM_ERROR', `the kernel does not take '${value}' for ${file}: ${messageOf(error)}`, {
    where: file,
    data: { errno: errnoOf(error) },
  })
}

function missing({ controller, files }: CgroupWrite): LodgeError {
  return new LodgeError('OPERATION_INVALID', `cgroup ${controller.toUpperCase()} controller is not mounted`, {
    where: files[0],
    hint: 'this host keeps no such groups, or not for this process',
  })
}
