import type { DomainStatus } from '../../api/index.ts'
import { LodgeError } from '../../base/errors.ts'
import { FileOwners } from '../host/file-owners.ts'
import type { Paths } from '../host/paths.ts'
import { identify, isAlive, processWith, removeCgroup, sweepCgroups } from '../host/system.ts'
import { killHelpers } from './beside/end.ts'
import { highestId, takeId } from './guest-ids.ts'
import { hasOtherWatcher } from './heed-watcher.ts'
import { Leftovers } from './leftovers.ts'
import { type Claim, type GuestStatus, holderOf, isSameRun, type ReadStatus, statusOfClaim } from './status.ts'
import { StatusFiles, writtenByNewer } from './status-files.ts'
import { nameTaken, uuidTaken } from './taken.ts'
import { endStatus } from './unseen-end.ts'

interface Options {
  /** Told of what is left alone. */
  warn?: (warning: LodgeError) => void
  /** Whether a guest's end is seen here, and what it leaves behind is cleared away then. */
  isFollowed?: (status: GuestStatus) => boolean
  /** Whether its emulator answers to this process, and cannot end unseen. */
  isHeard?: (status: GuestStatus) => boolean
  /** Told of guests that have ended while nobody looked, and how. */
  gone?: (status: GuestStatus, end: DomainStatus) => void
}

/** The guests that are starting or running, in whatever process of ours. */
export class GuestRegistry {
  /** Whose the files are that guests have while they run. */
  readonly owners: FileOwners
  readonly #paths: Paths
  readonly #files: StatusFiles
  readonly #leftovers: Leftovers
  readonly #isFollowed: (status: GuestStatus) => boolean
  readonly #isHeard: (status: GuestStatus) => boolean
  readonly #gone: (status: GuestStatus, end: DomainStatus) => void

  constructor(
    paths: Paths,
    { warn = () => {}, isFollowed = () => false, isHeard = () => false, gone = () => {} }: Options = {},
  ) {
    this.#paths = paths
    this.#isFollowed = isFollowed
    this.#isHeard = isHeard
    this.#gone = gone
    this.owners = new FileOwners(paths.owners)
    this.#files = new StatusFiles(paths, warn)
    this.#leftovers = new Leftovers(paths, warn)
  }

  /** Takes name, UUID and a number for a new guest; the error names who has them. Released by `undo`. */
  claim({ name, uuid }: Pick<Claim, 'name' | 'uuid'>, undo: AsyncDisposableStack): Claim {
    const starter = identify(process.pid)
    if (!starter) throw new LodgeError('INTERNAL_ERROR', 'this process cannot find itself in /proc')
    const claim: Claim = { name, uuid, id: 0, starter }
    this.#create(statusOfClaim(claim))
    undo.defer(() => this.#files.remove(name))
    const sameUuid = this.#others(claim).find((other) => other.uuid === uuid)
    if (sameUuid) throw uuidTaken(uuid, sameUuid.name)
    claim.id = takeId(this.#paths.ids)
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
    this.#files.write(status)
  }

  /** All guests that are alive or about to be; what others have left behind is cleared away. */
  list(): GuestStatus[] {
    return this.#files.all().filter((status) => {
      if (this.#isHeard(status) || isHeld(status) || this.#findOrphan(status)) return true
      if (this.#isFollowed(status) || hasOtherWatcher(status)) return false
      const end = endStatus(status)
      this.remove(status)
      this.#gone(status, end)
      return false
    })
  }

  /** The guest of that name, if it is alive. */
  named(name: string): GuestStatus | undefined {
    const read = this.#files.named(name)
    return read && 'status' in read && (this.#isHeard(read.status) || isHeld(read.status)) ? read.status : undefined
  }

  /** What is written of the same run, as far as it was read in this turn of the event loop: to show it. */
  statusOf(status: GuestStatus): GuestStatus | undefined {
    return ofSameRun(this.#files.named(status.name), status)
  }

  /** What stands there at this moment: to change it. */
  latest(status: GuestStatus): GuestStatus | undefined {
    return ofSameRun(this.#files.reread(status.name), status)
  }

  /** Takes back what guests had that are gone, of which no status tells any more. */
  sweep(): void {
    if (process.geteuid?.() === 0) sweepCgroups('/machine')
    this.owners.sweep(new Set(this.list().map(holderOf)))
    this.#leftovers.sweep(() => this.list())
  }

  /** Where a guest's memory may be written to now. */
  dumpPath({ name, id }: GuestStatus): string {
    return this.#paths.dump(name, `${id}-${new Date().toISOString().replaceAll(':', '')}`)
  }

  /** Where what its emulator says goes. */
  logOf({ name }: Pick<GuestStatus, 'name'>): string {
    return this.#paths.log(name)
  }

  /** The number that a guest which is started now would get. */
  nextId(): number {
    return highestId(this.#paths.ids) + 1
  }

  /** Forgets a guest that has ended, with all that it has left behind. */
  remove(status: GuestStatus): void {
    const { name } = status
    killHelpers(status)
    this.#leftovers.remove(status)
    for (const loan of status.loans ?? []) this.owners.giveBack(loan, holderOf(status))
    removeCgroup(status.groups ?? [])
    // A new guest may have taken the name since.
    if (this.latest(status)) this.#files.remove(name)
  }

  /** The process that was to start it died in the moment between the emulator's start and writing that down. */
  #findOrphan(status: GuestStatus): boolean {
    if (status.emulator || status.commandLine.length === 0) return false
    const emulator = processWith(status.commandLine)
    if (!emulator) return false
    // Another process may have found it first, and gone on from there.
    if (this.latest(status)) this.write({ ...status, emulator })
    const found = this.latest({ ...status, emulator })
    Object.assign(status, found)
    return found !== undefined
  }

  #others({ name }: Claim): GuestStatus[] {
    return this.list().filter((other) => other.name !== name)
  }

  #create(status: GuestStatus): void {
    for (let tries = 0; tries < 3; tries++) {
      if (this.#files.create(status)) return
      const holder = this.#files.reread(status.name)
      if (holder && 'newer' in holder) throw writtenByNewer(this.#paths.status(status.name), holder.newer)
      if (!holder) this.#files.remove(status.name)
      else if (!isHeld(holder.status)) this.remove(holder.status)
      else if (holder.status.uuid === status.uuid) throw isActive(holder.status)
      else throw nameTaken(status.name, holder.status.uuid)
    }
    throw new LodgeError('OPERATION_FAILED', `the name '${status.name}' could not be claimed: others keep taking it`)
  }
}

function ofSameRun(read: ReadStatus, status: GuestStatus): GuestStatus | undefined {
  return read && 'status' in read && isSameRun(read.status, status) ? read.status : undefined
}

function isHeld({ emulator, starter }: GuestStatus): boolean {
  return isAlive(emulator ?? starter)
}

function isActive({ name, emulator, starter }: GuestStatus): LodgeError {
  return new LodgeError('OPERATION_INVALID', `domain '${name}' is already active`, {
    where: emulator ? `process ${emulator.pid}` : `being started by process ${starter.pid}`,
    hint: 'stop it first, or choose another <name> and <uuid>',
  })
}

function imageInUse(image: string, user: string): LodgeError {
  return new LodgeError('OPERATION_INVALID', `the image ${image} is in use by the guest '${user}'`, {
    where: image,
    hint: `stop '${user}' first, or give the disk <shareable/> or <readonly/> in both`,
    data: { image, guest: user },
  })
}
