import type { Duplex } from 'node:stream'
import type {
  AddressSource,
  ControlInfo,
  DestroyOptions,
  Domain,
  DomainEvent,
  DomainGraphics,
  DomainInfo,
  DomainJob,
  DomainMetadata,
  DomainPanel,
  DomainSecurity,
  DomainSettings,
  DomainStatistics,
  DomainStatus,
  EmulatorProcess,
  GuestAgent,
  GuestInterface,
  MessageKind,
  MonitorCommandOptions,
  PowerMode,
  RebootOptions,
  ShutdownOptions,
  StartOptions,
  UndefineOptions,
  XmlOptions,
} from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import { powerFlags } from '../protocol/domain-agent.ts'
import { controlReasons, controlStates, messageFlags } from '../protocol/domain-facts.ts'
import { destroyFlags } from '../protocol/domain-life.ts'
import { addressSources } from '../protocol/interface-addresses.ts'
import type { DomainHandle } from '../protocol/types.ts'
import { statusOf } from '../protocol/words.ts'
import type { Connection } from './connection.ts'
import { RemoteAgent } from './facets/agent.ts'
import { notPassed, RemoteGraphics } from './facets/graphics.ts'
import { RemoteJob } from './facets/job.ts'
import { RemoteMetadata } from './facets/metadata.ts'
import { RemotePanel } from './facets/panel.ts'
import { RemoteSecurity } from './facets/security.ts'
import { RemoteSettings } from './facets/settings.ts'
import { RemoteStatistics } from './facets/statistics.ts'
import { monitorCommand } from './monitor-command.ts'
import type { RemoteHost } from './remote-host.ts'
import { switchedOff } from './switched-off.ts'

/** What the concrete class returns where the contract says `ActiveDomain`. */
export type ActiveRemoteDomain = RemoteDomain & { readonly id: number }

interface Parts {
  host: RemoteHost
  handle: Pick<DomainHandle, 'name' | 'uuid'>
  /** Disposing of the handle ends the guest. */
  owned?: boolean
}

const startFlags = { paused: 1, resetNvram: 32 } as const
const xmlFlags = { secure: 1, inactive: 2, updateCpu: 4, migratable: 8 } as const
/** What is done with what firmware and TPM have kept. */
const undefineFlags = { nvram: { remove: 4, keep: 8, refuse: 0 }, tpm: { remove: 32, keep: 64 } } as const

/** A domain of a server, which finds it by its UUID. */
export class RemoteDomain implements Domain {
  readonly name: string
  readonly uuid: string
  readonly metadata: DomainMetadata
  readonly settings: DomainSettings
  readonly graphics: DomainGraphics
  readonly panel: DomainPanel
  readonly statistics: DomainStatistics
  readonly job: DomainJob
  readonly security: DomainSecurity
  readonly agent: GuestAgent
  readonly #host: RemoteHost
  #owned: boolean

  constructor({ host, handle: { name, uuid }, owned = false }: Parts) {
    this.#host = host
    this.name = name
    this.uuid = uuid
    this.#owned = owned
    this.metadata = new RemoteMetadata(this)
    this.settings = new RemoteSettings(this)
    this.graphics = new RemoteGraphics(this)
    this.panel = new RemotePanel(this, host)
    this.statistics = new RemoteStatistics(this)
    this.job = new RemoteJob(this)
    this.security = new RemoteSecurity(this)
    this.agent = new RemoteAgent(this)
  }

  /** How calls name it. */
  get handle(): DomainHandle {
    return { name: this.name, uuid: this.uuid, id: this.id ?? -1 }
  }

  get call(): Connection['call'] {
    return this.#host.call
  }

  get callQemu(): Connection['callQemu'] {
    return this.#host.callQemu
  }

  get id(): number | undefined {
    return this.#host.runs.id(this.uuid)
  }

  async isActive(): Promise<boolean> {
    const { value } = await this.#asked(this.call('DOMAIN_IS_ACTIVE', { dom: this.handle }))
    if (!value) this.#host.runs.learn({ uuid: this.uuid, id: -1 })
    return value !== 0
  }

  async isPersistent(): Promise<boolean> {
    return (await this.#asked(this.call('DOMAIN_IS_PERSISTENT', { dom: this.handle }))).value !== 0
  }

  async isUpdated(): Promise<boolean> {
    return (await this.#asked(this.call('DOMAIN_IS_UPDATED', { dom: this.handle }))).value !== 0
  }

  async status(): Promise<DomainStatus> {
    try {
      return statusOf(await this.call('DOMAIN_GET_STATE', { dom: this.handle, flags: 0 }))
    } catch (error) {
      const end = this.#host.runs.end(this.uuid)
      if (end && error instanceof LodgeError && error.code === 'NO_DOMAIN') return end
      throw error
    }
  }

  async info(): Promise<DomainInfo> {
    const dom = this.handle
    const [{ maxMemory, memory, vcpus, cpuTime }, { text: osType }, maxVcpus] = await Promise.all([
      this.call('DOMAIN_GET_INFO', { dom }),
      this.call('DOMAIN_GET_OS_TYPE', { dom }),
      this.settings.vcpus({ maximum: true }),
    ])
    return { osType, maxMemory, memory, maxVcpus, vcpus, cpuTime }
  }

  async control(): Promise<ControlInfo> {
    const { state, details, age } = await this.call('DOMAIN_GET_CONTROL_INFO', { dom: this.handle, flags: 0 })
    return { state: controlStates[state] ?? 'error', reason: controlReasons[details] ?? undefined, age }
  }

  async xml(options: XmlOptions = {}): Promise<string> {
    const names = Object.keys(xmlFlags) as (keyof typeof xmlFlags)[]
    const flags = names.reduce((sum, name) => sum | (options[name] ? xmlFlags[name] : 0), 0)
    return (await this.call('DOMAIN_GET_XML_DESC', { dom: this.handle, flags })).text
  }

  async messages(kinds: readonly MessageKind[] = []): Promise<string[]> {
    const flags = kinds.reduce((sum, kind) => sum | messageFlags[kind], 0)
    return (await this.call('DOMAIN_GET_MESSAGES', { dom: this.handle, flags })).messages
  }

  /** libvirt's protocol has no word for it. */
  async logFile(): Promise<string | undefined> {
    const connection = await this.#host.connection
    return connection.ours ? (await connection.callLodge('DOMAIN_LOG_FILE', { dom: this.handle })).path : undefined
  }

  async start({ paused = false, resetNvram = false }: StartOptions = {}): Promise<ActiveRemoteDomain> {
    const flags = (paused ? startFlags.paused : 0) | (resetNvram ? startFlags.resetNvram : 0)
    const { dom } = await this.call('DOMAIN_CREATE_WITH_FLAGS', { dom: this.handle, flags })
    this.#host.runs.learn(dom)
    return this.active()
  }

  active(): ActiveRemoteDomain {
    this.#requireActive()
    return this as unknown as ActiveRemoteDomain
  }

  async undefine({ nvram = 'keep', tpm }: UndefineOptions = {}): Promise<void> {
    const flags = undefineFlags.nvram[nvram] | (tpm ? undefineFlags.tpm[tpm] : 0)
    await this.call('DOMAIN_UNDEFINE_FLAGS', { dom: this.handle, flags })
  }

  async rename(name: string): Promise<RemoteDomain> {
    await this.call('DOMAIN_RENAME', { dom: this.handle, name, flags: 0 })
    return new RemoteDomain({ host: this.#host, handle: { name, uuid: this.uuid } })
  }

  async autostartOnce(): Promise<boolean> {
    return (await this.call('DOMAIN_GET_AUTOSTART_ONCE', { dom: this.handle })).value !== 0
  }

  async setAutostartOnce(on: boolean): Promise<void> {
    await this.call('DOMAIN_SET_AUTOSTART_ONCE', { dom: this.handle, on: Number(on) })
  }

  async autostart(): Promise<boolean> {
    return (await this.call('DOMAIN_GET_AUTOSTART', { dom: this.handle })).value !== 0
  }

  async setAutostart(on: boolean): Promise<void> {
    await this.call('DOMAIN_SET_AUTOSTART', { dom: this.handle, on: on ? 1 : 0 })
  }

  async pause(): Promise<void> {
    await this.call('DOMAIN_SUSPEND', { dom: this.handle })
  }

  async resume(): Promise<void> {
    await this.call('DOMAIN_RESUME', { dom: this.handle })
  }

  async reset(): Promise<void> {
    await this.call('DOMAIN_RESET', { dom: this.handle, flags: 0 })
  }

  async shutdown({ timeout, modes }: ShutdownOptions = {}): Promise<void> {
    const ended = timeout === undefined ? undefined : this.ended()
    ended?.catch(() => {})
    await this.call('DOMAIN_SHUTDOWN_FLAGS', { dom: this.handle, flags: powerNumber(modes) })
    if (timeout === undefined) return
    await switchedOff(ended, { name: this.name, timeout })
  }

  async reboot({ modes }: RebootOptions = {}): Promise<void> {
    await this.call('DOMAIN_REBOOT', { dom: this.handle, flags: powerNumber(modes) })
  }

  async destroy({ graceful = false, removeLogs = false }: DestroyOptions = {}): Promise<void> {
    const flags = (graceful ? destroyFlags.graceful : 0) | (removeLogs ? destroyFlags.removeLogs : 0)
    await this.call('DOMAIN_DESTROY_FLAGS', { dom: this.handle, flags })
    this.#host.runs.learn({ uuid: this.uuid, id: -1 })
  }

  async interfaceAddresses(source: AddressSource): Promise<GuestInterface[]> {
    const asked = { dom: this.handle, source: addressSources.indexOf(source), flags: 0 }
    return (await this.call('DOMAIN_INTERFACE_ADDRESSES', asked)).interfaces
  }

  events(): AsyncIterableIterator<DomainEvent> {
    this.#requireActive()
    return this.#host.eventsOf(this.uuid)
  }

  ended(): Promise<DomainStatus> {
    return this.#host.endOf(this)
  }

  async emulator(): Promise<EmulatorProcess> {
    const connection = await this.#host.connection
    if (connection.ours) return connection.callLodge('DOMAIN_EMULATOR', { dom: this.handle })
    throw new LodgeError('NO_SUPPORT', `the daemon does not tell which process runs '${this.name}'`)
  }

  async console(alias?: string): Promise<Duplex> {
    const args = { dom: this.handle, device: alias, flags: 0 }
    return this.#host.stream((connection, sink) => connection.callStream('DOMAIN_OPEN_CONSOLE', sink, args))
  }

  async monitorCommand(command: string, args?: object, { descriptor }: MonitorCommandOptions = {}): Promise<unknown> {
    if (descriptor !== undefined) throw notPassed()
    return monitorCommand(await this.#host.connection, { dom: this.handle, command, args })
  }

  async associateDescriptors(): Promise<Disposable> {
    throw notPassed()
  }

  release(): void {
    this.#owned = false
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#owned) return
    this.#owned = false
    if (await this.isActive().catch(() => false)) await this.destroy()
  }

  /** One that is gone is nothing any more. */
  async #asked(answer: Promise<{ value: number }>): Promise<{ value: number }> {
    try {
      return await answer
    } catch (error) {
      if (error instanceof LodgeError && error.code === 'NO_DOMAIN') return { value: 0 }
      throw error
    }
  }

  #requireActive(): void {
    if (this.id !== undefined) return
    throw new LodgeError('OPERATION_INVALID', 'domain is not running', {
      hint: `start it first: lodge start ${this.name}`,
    })
  }
}

function powerNumber(modes: readonly PowerMode[] = []): number {
  return modes.reduce((sum, mode) => sum | powerFlags[mode], 0)
}
