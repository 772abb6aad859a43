import type {
  AgentCommandOptions,
  GuestAgent,
  GuestDisk,
  GuestFilesystem,
  GuestInterface,
  GuestLoad,
  GuestOs,
  GuestTime,
  GuestTimezone,
  GuestUser,
  GuestVcpu,
  KeysMode,
  SuspendTarget,
} from '../../../../api/index.ts'
import { LodgeError } from '../../../../base/errors.ts'
import { formatNumberSet, parseNumberSet } from '../../../../base/number-sets.ts'
import { responseTimeouts } from '../../protocol/agent-command.ts'
import { keysFlags, passwordFlags, suspendTargets, timeFlags } from '../../protocol/domain-agent.ts'
import { vcpuFlags } from '../../protocol/domain-vcpus.ts'
import { guestInfoTypes } from '../../protocol/guest-info.ts'
import { addressSources } from '../../protocol/interface-addresses.ts'
import type { CallableDomain } from './callable-domain.ts'
import { disksOf, filesystemsOf, GuestInfo, osOf, required, timezoneOf, usersOf } from './guest-info.ts'

export class RemoteAgent implements GuestAgent {
  readonly #domain: CallableDomain

  constructor(domain: CallableDomain) {
    this.#domain = domain
  }

  async command(command: string, args?: object, { timeout }: AgentCommandOptions = {}): Promise<unknown> {
    const text = JSON.stringify({ execute: command, arguments: args })
    const seconds = timeout === undefined ? responseTimeouts.block : Math.ceil(timeout / 1000)
    const asked = { ...this.#about, command: text, timeout: seconds }
    const answer = (await this.#domain.callQemu('DOMAIN_AGENT_COMMAND', asked)).text
    try {
      return JSON.parse(answer ?? '').return
    } catch {
      throw new LodgeError('RPC', `the answer of the guest's agent is no JSON: ${answer?.slice(0, 200)}`)
    }
  }

  async hostname(): Promise<string> {
    return (await this.#domain.call('DOMAIN_GET_HOSTNAME', this.#about)).text
  }

  time(): Promise<GuestTime> {
    return this.#domain.call('DOMAIN_GET_TIME', this.#about)
  }

  async setTime(time?: GuestTime): Promise<void> {
    const { seconds, nanoseconds } = time ?? { seconds: 0, nanoseconds: 0 }
    const flags = time ? 0 : timeFlags.sync
    await this.#domain.call('DOMAIN_SET_TIME', { ...this.#about, seconds, nanoseconds, flags })
  }

  async freeze(mountpoints: readonly string[] = []): Promise<number> {
    return (await this.#domain.call('DOMAIN_FSFREEZE', { ...this.#about, mountpoints: [...mountpoints] })).value
  }

  async thaw(): Promise<number> {
    return (await this.#domain.call('DOMAIN_FSTHAW', { ...this.#about, mountpoints: [] })).value
  }

  async trim({ minimum = 0 }: { minimum?: number } = {}): Promise<void> {
    const asked = { ...this.#about, mountpoint: undefined, minimum: BigInt(minimum) }
    await this.#domain.call('DOMAIN_FSTRIM', asked)
  }

  async filesystems(): Promise<GuestFilesystem[]> {
    return filesystemsOf(await this.#info('filesystems'))
  }

  async disks(): Promise<GuestDisk[]> {
    return disksOf(await this.#info('disks'))
  }

  async users(): Promise<GuestUser[]> {
    return usersOf(await this.#info('users'))
  }

  async os(): Promise<GuestOs> {
    return osOf(await this.#info('os'))
  }

  async timezone(): Promise<GuestTimezone> {
    return timezoneOf(await this.#info('timezone'))
  }

  async load(): Promise<GuestLoad> {
    const info = await this.#info('load')
    const [load1 = 0, load5 = 0, load15 = 0] = ['1m', '5m', '15m'].map((span) => required(info, `load.${span}`))
    return { load1, load5, load15 }
  }

  async interfaces(): Promise<GuestInterface[]> {
    const source = addressSources.indexOf('agent')
    return (await this.#domain.call('DOMAIN_INTERFACE_ADDRESSES', { ...this.#about, source })).interfaces
  }

  async setPassword(user: string, password: string, { encrypted = false } = {}): Promise<void> {
    const flags = encrypted ? passwordFlags.encrypted : 0
    await this.#domain.call('DOMAIN_SET_USER_PASSWORD', { ...this.#about, user, password, flags })
  }

  async vcpus(): Promise<GuestVcpu[]> {
    const { params } = await this.#domain.call('DOMAIN_GET_GUEST_VCPUS', this.#about)
    const info = new GuestInfo(params)
    const [all = [], online = [], offlinable = []] = ['vcpus', 'online', 'offlinable'].map(
      (name) => parseNumberSet(info.text(name) ?? '') ?? [],
    )
    return all.map((number) => ({
      number,
      online: online.includes(number),
      offlinable: offlinable.includes(number),
    }))
  }

  async setVcpus(cpus: readonly number[], online: boolean): Promise<void> {
    const asked = { ...this.#about, cpus: formatNumberSet(cpus), state: online ? 1 : 0 }
    await this.#domain.call('DOMAIN_SET_GUEST_VCPUS', asked)
  }

  async setVcpuCount(count: number): Promise<void> {
    await this.#domain.call('DOMAIN_SET_VCPUS_FLAGS', { ...this.#about, count, flags: vcpuFlags.guest })
  }

  async authorizedKeys(user: string): Promise<string[]> {
    return (await this.#domain.call('DOMAIN_AUTHORIZED_SSH_KEYS_GET', { ...this.#about, user })).keys
  }

  async setAuthorizedKeys(
    user: string,
    keys: readonly string[],
    { mode = 'replace' }: { mode?: KeysMode } = {},
  ): Promise<void> {
    const flags = mode === 'replace' ? 0 : keysFlags[mode]
    await this.#domain.call('DOMAIN_AUTHORIZED_SSH_KEYS_SET', { ...this.#about, user, keys: [...keys], flags })
  }

  async suspend(target: SuspendTarget): Promise<void> {
    const asked = { ...this.#about, target: suspendTargets.indexOf(target), duration: 0n }
    await this.#domain.call('DOMAIN_PM_SUSPEND_FOR_DURATION', asked)
  }

  async setResponseTimeout(seconds: number | undefined): Promise<void> {
    const timeout = seconds ?? responseTimeouts.block
    await this.#domain.call('DOMAIN_AGENT_SET_RESPONSE_TIMEOUT', { ...this.#about, timeout })
  }

  async #info(type: keyof typeof guestInfoTypes): Promise<GuestInfo> {
    const asked = { ...this.#about, types: guestInfoTypes[type] }
    return new GuestInfo((await this.#domain.call('DOMAIN_GET_GUEST_INFO', asked)).params)
  }

  get #about() {
    return { dom: this.#domain.handle, flags: 0 }
  }
}
