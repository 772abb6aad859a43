import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { LodgeError } from '../../base/errors.ts'
import { architectureOfHost, guestsOf } from '../../model/qemu/architectures.ts'
import type { QemuBuild } from '../../model/qemu/build.ts'
import type { FirmwareDescriptor, FirmwareTables, HostView } from '../../model/qemu/host.ts'
import type { EmulatorFacts } from '../capabilities/index.ts'
import { type EmulatorSearch, findEmulator, isProgram, searchFolders } from '../host/emulators.ts'
import { readFirmware } from '../host/firmware.ts'
import type { Paths } from '../host/paths.ts'
import { emulatedTpms } from '../host/swtpm.ts'
import {
  emulatorFolders,
  firmwareFolders,
  firmwareTables,
  hugepageMounts,
  isOpticalDrive,
  kvmUsability,
  numaNodes,
  pageSize,
  renderNode,
  scsiGeneric,
  vhostNetDevice,
  vhostUserFolders,
} from '../host/system.ts'
import { findVhostUser } from '../host/vhost-user.ts'

/** Raised out of the model when it asks about a binary that has not been asked itself: then that comes first. */
class NotProbedYet extends Error {
  readonly binary: string

  constructor(binary: string) {
    super(`${binary} has not been asked what it can do`)
    this.binary = binary
  }
}

/** Runs pure work over this host; each emulator that it turns out to need is asked, and the work begun anew. */
export async function overHost<T>(facts: EmulatorFacts, view: HostView, work: (view: HostView) => T): Promise<T> {
  for (;;) {
    try {
      return work(view)
    } catch (error) {
      if (!(error instanceof NotProbedYet)) throw error
      await facts.of(error.binary)
    }
  }
}

/** Nobody from elsewhere sees a display unless its definition says so. */
const localDisplay = { listen: '127.0.0.1', tls: false, sasl: false }

/** This host as it is at the moment: what has been looked up is not looked up again. */
export class LocalHostView implements HostView {
  readonly arch: string
  readonly privileged: boolean
  readonly folders: HostView['folders']
  readonly kvm: HostView['kvm']
  readonly displays: HostView['displays'] = { vnc: localDisplay, spice: localDisplay }
  readonly tpm: HostView['tpm'] = {
    versions: emulatedTpms,
    socket: (guestFolder) => `${guestFolder}/swtpm.sock`,
    cancelPath: (device) => `/sys/class/misc/${device.slice(device.lastIndexOf('/') + 1)}/device/cancel`,
  }
  readonly #facts: EmulatorFacts
  readonly #paths: Paths
  readonly #emulators = new Map<string, string | undefined>()
  readonly #builds = new Map<string, QemuBuild>()
  #firmware: FirmwareDescriptor[] | undefined

  constructor(paths: Paths, facts: EmulatorFacts) {
    this.arch = architectureOfHost(process.arch)
    this.privileged = paths.privileged
    this.folders = paths.folders
    this.kvm = kvmUsability()
    this.#facts = facts
    this.#paths = paths
  }

  get pageSize(): number {
    return pageSize()
  }

  get hugepages(): HostView['hugepages'] {
    return hugepageMounts()
  }

  get numaNodes(): number[] {
    return numaNodes()
  }

  get firmware(): FirmwareDescriptor[] {
    this.#firmware ??= readFirmware([...firmwareFolders, ...this.#paths.userFirmware])
    return this.#firmware
  }

  get search(): EmulatorSearch {
    return { host: this.arch, folders: searchFolders(process.env.PATH, emulatorFolders) }
  }

  emulator(arch: string, path?: string): QemuBuild | undefined {
    const binary = path === undefined ? this.emulatorPath(arch) : this.#programAt(path)
    if (binary === undefined) return undefined
    const build = this.#builds.get(binary) ?? this.#facts.remembered(binary)
    if (!build) throw new NotProbedYet(binary)
    this.#builds.set(binary, build)
    const guests = guestsOf(build.facts.target)
    if (guests.includes(arch)) return build
    throw new LodgeError('CONFIG_UNSUPPORTED', `${binary} runs ${guests.join(', ')} guests, not ${arch}`, {
      where: binary,
      hint: `name another binary in <emulator>, or write <type arch='${guests[0]}'>`,
    })
  }

  emulatorPath(arch: string): string | undefined {
    if (!this.#emulators.has(arch)) this.#emulators.set(arch, findEmulator(arch, this.search))
    return this.#emulators.get(arch)
  }

  /** Secrets and networks of the host's own are not kept: whoever names one is told that there is none. */
  secret(): undefined {}

  network(): undefined {}

  networkAddress(): undefined {}

  volume(): undefined {}

  get vhostNet(): boolean {
    return existsSync(vhostNetDevice)
  }

  /** Any of 2^31 above those that mean the host: the kernel refuses one that another guest has. */
  vsockCid(): number {
    return 3 + (randomBytes(4).readUInt32LE() >>> 1)
  }

  renderNode(): string | undefined {
    return renderNode()
  }

  vhostUser(type: string): string | undefined {
    return findVhostUser(type, [...vhostUserFolders, ...this.#paths.userVhostUser])
  }

  isOpticalDrive(path: string): boolean {
    return isOpticalDrive(path)
  }

  scsiGeneric(adapter: string, bus: number, target: number, unit: number): string | undefined {
    return scsiGeneric(adapter, bus, target, unit)
  }

  firmwareTables(): FirmwareTables {
    return firmwareTables()
  }

  now(): number {
    return Math.floor(Date.now() / 1000)
  }

  utcOffset(): number {
    return -60 * new Date().getTimezoneOffset()
  }

  random(count: number): Uint8Array {
    return randomBytes(count)
  }

  /** A bare name is looked for where QEMU is; that there is no such file is told by whoever looks at it. */
  #programAt(path: string): string {
    if (path.includes('/')) return path
    return this.search.folders.map((folder) => join(folder, path)).find(isProgram) ?? path
  }
}
