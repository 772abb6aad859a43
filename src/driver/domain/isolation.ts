import { existsSync } from 'node:fs'
import type { SecurityModel } from '../../api/index.ts'
import { LodgeError } from '../../base/errors.ts'
import {
  type DacRequest,
  type Domain,
  dacOf,
  type GuestLimits,
  labelled,
  limitsOf,
  lockedMemory,
} from '../../model/domain/index.ts'
import { letThrough, makeFolder } from '../host/files.ts'
import type { Paths } from '../host/paths.ts'
import { type Account, accountOf, hasUser } from '../host/system.ts'
import { asAccount, obstacles } from '../host/way.ts'
import { type QemuConf, readQemuConf } from '../store/qemu-conf.ts'

/** How one guest's emulator is kept apart from the host and from other guests. */
export interface GuestIsolation {
  /** As whom it runs; as this process where there is none. */
  account?: Account
  /** Whether its files are given to that user. */
  relabel: boolean
  /** Of one process, for prlimit(1): `core=0`. */
  rlimits: string[]
  limits: GuestLimits
  /** Where its control group stands among the host's; undefined where it gets none. */
  partition?: string
  /** Told where it can't get one. */
  noGroups?: () => void
}

/** As this process itself, with nothing limited. */
export const unconfined: GuestIsolation = { relabel: false, rlimits: [], limits: { blkioDevices: [] } }

/** Only root can make a process anybody else's. */
export function separatesUsers(): boolean {
  return process.geteuid?.() === 0
}

/** The users that distributions make for emulators, ours first. */
const usualUsers = ['lodge-qemu', 'libvirt-qemu', 'qemu'] as const

/** What this host does for all guests: read once, because a guest that is started later should run as the others do. */
export class Isolation {
  readonly #paths: Paths
  readonly #confined: boolean
  readonly #warn: (warning: LodgeError) => void
  #conf: QemuConf | undefined
  #warned = false
  #usual: { account: Account | undefined } | undefined

  constructor(paths: Paths, options: { confined: boolean; warn: (warning: LodgeError) => void }) {
    this.#paths = paths
    this.#confined = options.confined
    this.#warn = options.warn
  }

  of(domain: Domain): GuestIsolation {
    const limits = limitsOf(domain)
    if (!separatesUsers()) return { relabel: false, rlimits: [], limits }
    this.#conf ??= readQemuConf(this.#paths)
    const dac = dacOf(domain)
    const account = this.#accountFor(dac, this.#conf)
    if (account) this.#openWays()
    return {
      account,
      relabel: dac.relabel && this.#conf.dynamicOwnership !== false,
      rlimits: rlimitsFor(domain, this.#conf),
      limits,
      partition: domain.resource?.partition ?? '/machine',
      noGroups: () => this.#warnOfGroups(),
    }
  }

  /** What libvirt calls it. A configuration that can't be read is an error of starts, and nobody runs then. */
  models(): SecurityModel[] {
    if (!separatesUsers()) return [{ model: 'none', doi: '0', baselabels: [] }]
    const label = this.#usualLabel()
    const baselabels = label === undefined ? [] : ['kvm', 'qemu'].map((type) => ({ type, label }))
    return [{ model: 'dac', doi: '0', baselabels }]
  }

  #usualLabel(): string | undefined {
    try {
      this.#conf ??= readQemuConf(this.#paths)
      return labelOf(this.#accountFor({ type: 'dynamic', relabel: true }, this.#conf) ?? { uid: 0, gid: 0 })
    } catch {
      return undefined
    }
  }

  /** Once, because it is so for every guest. */
  #warnOfGroups(): void {
    if (this.#warned) return
    this.#warned = true
    this.#warn(
      new LodgeError('OPERATION_INVALID', 'guests run without control groups: this host has none that can be written', {
        hint: 'mount them for writing: mount -t cgroup2 none /sys/fs/cgroup',
      }),
    )
  }

  /** To the folders and files of its own that a guest's user has in ours. */
  #openWays(): void {
    const { run, guests, state, folders } = this.#paths
    for (const folder of [run, guests, state, folders.nvram, folders.memoryBacking, folders.swtpm]) {
      makeFolder(folder)
      letThrough(folder)
    }
  }

  #accountFor({ type, label }: DacRequest, conf: QemuConf): Account | undefined {
    if (type === 'none') return undefined
    if (label !== undefined) {
      const [user = '', group] = label.split(':')
      return unlessRoot(accountOf(user, group))
    }
    if (conf.user !== undefined) return unlessRoot(accountOf(conf.user, conf.group))
    if (!this.#confined) return undefined
    this.#usual ??= { account: this.#usualAccount() }
    return this.#usual.account
  }

  #usualAccount(): Account | undefined {
    const name = usualUsers.find(hasUser)
    if (name === undefined) {
      this.#warn(
        new LodgeError('OPERATION_INVALID', 'guests run as root: this host has no user for them', {
          hint: 'useradd --system --user-group --groups kvm --no-create-home --shell /usr/sbin/nologin lodge-qemu',
        }),
      )
      return undefined
    }
    const account = accountOf(name)
    const { run } = this.#paths
    const [first] = existsSync(run) ? obstacles(run, 'search', account).filter(({ path }) => path !== run) : []
    if (first === undefined) return account
    this.#warn(
      new LodgeError('OPERATION_INVALID', `guests run as root: ${name} cannot reach ${run}, because of ${first.path}`, {
        hint: `choose a folder that ${name} can reach, or say {"user": "root"} in ${this.#paths.config}/qemu.json`,
      }),
    )
    return undefined
  }
}

/** The command by way of the programs that take everything else away from it; each becomes the next, so the process is the same. */
export function confinedCommand(command: string[], { account, rlimits }: GuestIsolation): string[] {
  return [
    ...(rlimits.length > 0 ? ['prlimit', ...rlimits.map((limit) => `--${limit}`)] : []),
    ...(account ? ['setpriv', ...asAccount(account)] : []),
    ...command,
  ]
}

/** libvirt's way to write them. */
export function labelOf({ uid, gid }: Pick<Account, 'uid' | 'gid'>): string {
  return `+${uid}:+${gid}`
}

/** The domain with what isolation adds to it while it runs. */
export function isolated(domain: Domain, { account }: GuestIsolation): Domain {
  return account ? labelled(domain, labelOf(account)) : domain
}

function unlessRoot(account: Account): Account | undefined {
  return account.uid === 0 ? undefined : account
}

function rlimitsFor(domain: Domain, conf: QemuConf): string[] {
  const locked = lockedMemory(domain)
  return [
    `core=${conf.maxCore ?? 0}`,
    ...(locked === undefined ? [] : [`memlock=${Number.isFinite(locked) ? locked * 1024 : 'unlimited'}`]),
    ...(conf.maxFiles === undefined ? [] : [`nofile=${conf.maxFiles}`]),
    ...(conf.maxProcesses === undefined ? [] : [`nproc=${conf.maxProcesses}`]),
  ]
}
