import { closeSync, lstatSync, openSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { LodgeError } from '../../base/errors.ts'
import { errnoOf, FolderNames, makeFolder, systemError, writeAtomically } from '../host/files.ts'
import type { Paths } from '../host/paths.ts'
import { identify, isAlive } from '../host/system.ts'
import { type Claim, type GuestStatus, isSameRun, readStatus, statusOfClaim } from './status.ts'

/** The guests that are starting or running, in whatever process of ours. */
export class GuestRegistry {
  readonly #paths: Paths
  readonly #files: FolderNames

  constructor(paths: Paths) {
    this.#paths = paths
    this.#files = new FolderNames(paths.statuses)
  }

  /** Takes name, UUID and a number for a new guest; the error names who has them. Released by `undo`. */
  claim({ name, uuid }: Pick<Claim, 'name' | 'uuid'>, undo: AsyncDisposableStack): Claim {
    const starter = identify(process.pid)
    if (!starter) throw new LodgeError('INTERNAL_ERROR', 'this process cannot find itself in /proc')
    makeFolder(this.#paths.statuses)
    makeFolder(this.#paths.ids)
    this.#files.forget()
    const claim: Claim = { name, uuid, id: 0, starter }
    this.#writeFirst(statusOfClaim(claim))
    undo.defer(() => rmSync(this.#paths.status(name), { force: true }))
    const others = this.#others(claim)
    const sameUuid = others.find((other) => other.uuid === uuid)
    if (sameUuid) {
      throw new LodgeError('DOM_EXIST', `the guest '${sameUuid.name}' runs with the same UUID ${uuid}`, {
        hint: 'leave <uuid> out, or give another one',
      })
    }
    claim.id = this.#takeId(others)
    undo.defer(() => this.#releaseId(claim.id))
    return claim
  }

  /** Tells what is going to be made, and takes the images. Written before it is looked: of two guests at most one goes on. */
  announce(status: GuestStatus): void {
    this.write(status)
    if (status.images.length === 0) return
    const others = this.#others(status)
    for (const image of status.images) {
      const user = others.find((other) => other.images.includes(image))
      if (user) throw imageInUse(image, user.name)
    }
  }

  /** The name of the guest that has an image to itself. */
  userOf(image: string): string | undefined {
    return this.list().find(({ images }) => images.includes(image))?.name
  }

  write(status: GuestStatus): void {
    writeAtomically(this.#paths.status(status.name), JSON.stringify(status), { durable: false })
  }

  /** All guests that are alive or about to be; what others have left behind is cleared away. */
  list(): GuestStatus[] {
    return this.#read().flatMap((status) => {
      if (isAlive(status.emulator ?? status.starter)) return [status]
      this.remove(status)
      return []
    })
  }

  /** The guest of that name, if it is alive. */
  named(name: string): GuestStatus | undefined {
    const path = this.#paths.status(name)
    if (!this.#files.has(basename(path))) return undefined
    const status = readStatus(path)
    return status && isAlive(status.emulator ?? status.starter) ? status : undefined
  }

  /** The number that a guest which is started now would get. */
  nextId(): number {
    return Math.max(0, ...this.list().map(({ id }) => id)) + 1
  }

  /** Forgets a guest that has ended, with all that it has left behind. */
  remove(status: GuestStatus): void {
    const { name, id, folders, files, sockets } = status
    for (const file of files) rmSync(file, { force: true })
    for (const socket of sockets) {
      // The name may be somebody else's by now.
      if (lstatSync(socket, { throwIfNoEntry: false })?.isSocket()) rmSync(socket, { force: true })
    }
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
    if (id > 0) this.#releaseId(id)
    // A new guest may have taken the name since.
    const now = readStatus(this.#paths.status(name))
    if (now && isSameRun(now, status)) rmSync(this.#paths.status(name), { force: true })
  }

  #releaseId(id: number): void {
    rmSync(join(this.#paths.ids, String(id)), { force: true })
  }

  #others({ name }: Claim): GuestStatus[] {
    return this.list().filter((other) => other.name !== name)
  }

  /** Creating the file is what makes the claim: of two processes only one can. */
  #writeFirst(status: GuestStatus): void {
    const path = this.#paths.status(status.name)
    for (let tries = 0; tries < 3; tries++) {
      try {
        writeFileSync(path, JSON.stringify(status), { flag: 'wx', mode: 0o600 })
        return
      } catch (error) {
        if (errnoOf(error) !== 'EEXIST') throw systemError(error, `cannot write ${path}`, path)
      }
      const holder = readStatus(path)
      if (holder && isAlive(holder.emulator ?? holder.starter)) {
        throw new LodgeError('DOM_EXIST', `a guest called '${status.name}' is running already`, {
          where: holder.emulator ? `process ${holder.emulator.pid}` : `being started by process ${holder.starter.pid}`,
          hint: 'stop it first, or choose another <name>',
        })
      }
      if (holder) this.remove(holder)
      else rmSync(path, { force: true })
    }
    throw new LodgeError('OPERATION_FAILED', `the name '${status.name}' could not be claimed: others keep taking it`)
  }

  #takeId(others: GuestStatus[]): number {
    for (let id = Math.max(0, ...others.map((other) => other.id)) + 1; ; id++) {
      try {
        closeSync(openSync(join(this.#paths.ids, String(id)), 'wx', 0o600))
        return id
      } catch (error) {
        if (errnoOf(error) !== 'EEXIST') throw systemError(error, 'cannot number the guest', this.#paths.ids)
      }
    }
  }

  #read(): GuestStatus[] {
    let names: string[]
    try {
      names = readdirSync(this.#paths.statuses)
    } catch {
      return []
    }
    return names
      .filter((name) => name.endsWith('.json'))
      .flatMap((name) => readStatus(join(this.#paths.statuses, name)) ?? [])
  }
}

function imageInUse(image: string, user: string): LodgeError {
  return new LodgeError('OPERATION_INVALID', `the image ${image} is in use by the guest '${user}'`, {
    where: image,
    hint: `stop '${user}' first, or give the disk <shareable/> or <readonly/> in both`,
    data: { image, guest: user },
  })
}
