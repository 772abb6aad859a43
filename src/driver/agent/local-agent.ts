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
} from '../../api/index.ts'
import { LodgeError } from '../../base/errors.ts'
import type { Guest } from '../domain/guest.ts'
import { taint } from '../domain/messages.ts'
import { Answer } from './answers.ts'
import { agentOf } from './connection.ts'
import { happens } from './happens.ts'
import * as read from './read.ts'
import { AgentRefusal } from './refusal.ts'
import { switchedFor } from './vcpu-count.ts'

const nanosecond = 1_000_000_000

/** libvirt's word for each, and QEMU's. */
const suspends: Record<SuspendTarget, string> = {
  memory: 'guest-suspend-ram',
  disk: 'guest-suspend-disk',
  hybrid: 'guest-suspend-hybrid',
}

export class LocalAgent implements GuestAgent {
  readonly #running: () => Guest

  /** `running` throws where nothing runs. */
  constructor(running: () => Guest) {
    this.#running = running
  }

  async command(command: string, args?: object, { timeout }: AgentCommandOptions = {}): Promise<unknown> {
    const guest = this.#running()
    const agent = await agentOf(guest)
    taint(guest, 'custom-ga-command')
    return agent.execute(command, args, { timeout: timeout ?? guest.status.agentTimeout })
  }

  async hostname(): Promise<string> {
    return (await this.#ask('guest-get-host-name')).of('host-name').text
  }

  async time(): Promise<GuestTime> {
    const { number } = await this.#ask('guest-get-time')
    return { seconds: Math.floor(number / nanosecond), nanoseconds: Math.round(number % nanosecond) }
  }

  async setTime(time?: GuestTime): Promise<void> {
    const guest = this.#running()
    await this.#execute('guest-set-time', time && { time: time.seconds * nanosecond + time.nanoseconds })
    // Ticks that the guest has missed would be caught up with now; machines without such a clock don't know the command.
    await guest.monitor.executeAny('rtc-reset-reinjection').catch(() => {})
  }

  async freeze(mountpoints: readonly string[] = []): Promise<number> {
    if (mountpoints.length === 0) return (await this.#ask('guest-fsfreeze-freeze')).number
    return (await this.#ask('guest-fsfreeze-freeze-list', { mountpoints })).number
  }

  async thaw(): Promise<number> {
    return (await this.#ask('guest-fsfreeze-thaw')).number
  }

  async trim({ minimum }: { minimum?: number } = {}): Promise<void> {
    await this.#execute('guest-fstrim', minimum === undefined ? undefined : { minimum })
  }

  async filesystems(): Promise<GuestFilesystem[]> {
    const { devices } = this.#running()
    return read.filesystems(await this.#ask('guest-get-fsinfo'), devices)
  }

  async disks(): Promise<GuestDisk[]> {
    const { devices } = this.#running()
    return read.disks(await this.#ask('guest-get-disks'), devices)
  }

  async users(): Promise<GuestUser[]> {
    return read.users(await this.#ask('guest-get-users'))
  }

  async os(): Promise<GuestOs> {
    return read.os(await this.#ask('guest-get-osinfo'))
  }

  async timezone(): Promise<GuestTimezone> {
    const answer = await this.#ask('guest-get-timezone')
    return { name: answer.of('zone').optionalText, offset: answer.of('offset').number }
  }

  async load(): Promise<GuestLoad> {
    const answer = await this.#ask('guest-get-load')
    return {
      ...{ load1: answer.of('load1m').number, load5: answer.of('load5m').number },
      load15: answer.of('load15m').number,
    }
  }

  async interfaces(): Promise<GuestInterface[]> {
    return read.interfaces(await this.#ask('guest-network-get-interfaces'))
  }

  async setPassword(user: string, password: string, { encrypted = false } = {}): Promise<void> {
    const base64 = Buffer.from(password).toString('base64')
    await this.#execute('guest-set-user-password', { username: user, password: base64, crypted: encrypted })
  }

  async vcpus(): Promise<GuestVcpu[]> {
    return read.vcpus(await this.#ask('guest-get-vcpus'))
  }

  async setVcpus(cpus: readonly number[], online: boolean): Promise<void> {
    const known = await this.vcpus()
    const missing = cpus.filter((cpu) => !known.some(({ number }) => number === cpu))
    if (missing.length > 0) {
      throw new LodgeError('INVALID_ARG', `invalid argument: guest is missing vCPUs '${missing.join(',')}'`)
    }
    const changed = known.filter(({ number, online: now }) => cpus.includes(number) && now !== online)
    const fixed = known.find(({ number, offlinable }) => cpus.includes(number) && !online && !offlinable)
    if (fixed) throw new LodgeError('OPERATION_UNSUPPORTED', `vCPU '${fixed.number}' is not offlinable`)
    if (changed.length === 0) return
    const vcpus = changed.map(({ number }) => ({ 'logical-id': number, online }))
    const done = (await this.#ask('guest-set-vcpus', { vcpus })).number
    if (done < changed.length) {
      throw new LodgeError('INTERNAL_ERROR', `the guest has changed ${done} of ${changed.length} vCPUs`)
    }
  }

  async setVcpuCount(count: number): Promise<void> {
    const { numbers, online } = switchedFor(await this.vcpus(), count)
    await this.setVcpus(numbers, online)
  }

  async authorizedKeys(user: string): Promise<string[]> {
    const answer = await this.#ask('guest-ssh-get-authorized-keys', { username: user })
    return answer.of('keys').items.map(({ text }) => text)
  }

  async setAuthorizedKeys(
    user: string,
    keys: readonly string[],
    { mode = 'replace' }: { mode?: KeysMode } = {},
  ): Promise<void> {
    const command = mode === 'remove' ? 'guest-ssh-remove-authorized-keys' : 'guest-ssh-add-authorized-keys'
    await this.#execute(command, { username: user, keys, ...(mode === 'replace' && { reset: true }) })
  }

  /** Falling asleep is the answer. */
  async suspend(target: SuspendTarget): Promise<void> {
    const guest = this.#running()
    const agent = await agentOf(guest)
    using asleep = happens(guest, ({ event }) => event === 'pmsuspended' || event === 'shutdown')
    await agent.execute(suspends[target], undefined, { timeout: guest.status.agentTimeout, done: asleep.promise })
  }

  async setResponseTimeout(seconds: number | undefined): Promise<void> {
    this.#running().save({ agentTimeout: seconds === undefined ? undefined : seconds * 1000 })
  }

  async #execute(command: string, args?: object): Promise<unknown> {
    const guest = this.#running()
    return (await agentOf(guest)).execute(command, args, { timeout: guest.status.agentTimeout })
  }

  async #ask(command: string, args?: object): Promise<Answer> {
    try {
      return new Answer(`guest agent command ${command}`, await this.#execute(command, args))
    } catch (error) {
      if (error instanceof AgentRefusal && error.isUnknown) throw error.asUnsupported()
      throw error
    }
  }
}
