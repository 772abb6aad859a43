import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { connect, type DomainEvent, type Host } from '../../src/index.ts'
import { eventually } from '../support/eventually.ts'
import { agentInitrd, agentMissing, ext4Disk, linuxPc, Shell, startAgent } from '../support/linux-guest.ts'
import { Daemon, virshMissing } from './virsh.ts'

const missing = agentMissing ?? virshMissing

/** A guest with QEMU's own agent, which somebody at its console starts and ends. */
class AgentGuest implements AsyncDisposable {
  readonly daemon: Daemon
  readonly shell: Shell
  readonly host: Host
  readonly #console: Duplex

  private constructor({ daemon, host, console }: { daemon: Daemon; host: Host; console: Duplex }) {
    this.daemon = daemon
    this.host = host
    this.#console = console
    this.shell = new Shell(console)
  }

  static async start(): Promise<AgentGuest> {
    const daemon = await Daemon.start()
    chmodSync(daemon.folder, 0o755)
    const disk = ext4Disk(join(daemon.folder, 'disk.img'))
    chmodSync(disk, 0o666)
    const devices = `<disk type='file'>
        <driver name='qemu' type='raw' discard='unmap'/><source file='${disk}'/><target dev='vda' bus='virtio'/>
      </disk>
      <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>`
    const host = await connect(daemon.uri())
    const xml = linuxPc({ name: 'lodger', initrd: agentInitrd(daemon.folder), devices })
    const domain = await host.create(xml, { paused: true })
    domain.release()
    const guest = new AgentGuest({ daemon, host, console: (await domain.console()) as Duplex })
    await domain.resume()
    await guest.shell.ready()
    await guest.shell.run('mount -o discard /dev/vda /mnt')
    return guest
  }

  /** What virsh says of the guest; its error where it fails. */
  async virsh(verb: string, ...words: string[]): Promise<string> {
    const { code, out, err } = await this.daemon.virsh(verb, 'lodger', ...words)
    return code === 0 ? out : err
  }

  async agent(command: object, ...words: string[]): Promise<string> {
    return this.virsh('qemu-agent-command', JSON.stringify(command), ...words)
  }

  /** Runs, until its channel is open. */
  async startAgent(): Promise<void> {
    await this.shell.run(`pidof qemu-ga >/dev/null || ${startAgent}`)
    const answers = async () => (await this.agent({ execute: 'guest-ping' })) === '{"return":{}}'
    await eventually(answers)
  }

  /** What comes from now on, up to the first event that has these words in it. */
  async hears(words: Partial<Record<string, unknown>>): Promise<{ come: Promise<DomainEvent> }> {
    const events = this.host.events()
    const next = async (): Promise<DomainEvent> => {
      for await (const event of events) {
        if (Object.entries(words).every(([key, value]) => Reflect.get(event, key) === value)) return event
      }
      throw new Error('the events have ended')
    }
    const come = next()
    // What is asked now is answered when the daemon knows who listens.
    await this.host.hostname()
    return { come }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#console.destroy()
    await this.host[Symbol.asyncDispose]()
    await this.daemon[Symbol.asyncDispose]()
  }
}

describe.skipIf(missing)(`the agent in a guest${missing ? `: ${missing}` : ''}`, () => {
  let guest: AgentGuest
  beforeAll(async () => {
    guest = await AgentGuest.start()
  })
  afterAll(() => guest?.[Symbol.asyncDispose](), 30_000)
  beforeEach(() => guest.startAgent())

  test('says what the guest is', async () => {
    expect(await guest.virsh('domhostname')).toBe('lodger')
    const info = await guest.virsh('guestinfo', '--os', '--hostname', '--timezone', '--filesystem')
    expect(info).toMatch(/^os\.id\s*: lodger$/m)
    expect(info).toMatch(/^os\.pretty-name\s*: Lodger 7$/m)
    expect(info).toMatch(/^os\.machine\s*: x86_64$/m)
    expect(info).toMatch(/^hostname\s*: lodger$/m)
    expect(info).toMatch(/^timezone\.offset\s*: 0$/m)
    expect(info).toMatch(/^fs\.0\.mountpoint\s*: \/mnt$/m)
    expect(info).toMatch(/^fs\.0\.disk\.0\.alias\s*: vda$/m)
    expect(await guest.virsh('domfsinfo')).toMatch(/^ *\/mnt\s+vda\s+ext4\s+vda$/m)
    expect(await guest.virsh('guestvcpus')).toMatch(/^online\s*: 0$/m)
  })

  test('tells and sets the time', async () => {
    const changed = await guest.hears({ event: 'rtc-change' })
    expect(await guest.virsh('domtime', '--time', '1234567890')).toBe('')
    const { offset } = (await changed.come) as DomainEvent & { offset: number }
    expect(Math.abs(Date.now() / 1000 + offset - 1234567890)).toBeLessThan(3600)
    expect(await guest.virsh('domtime')).toMatch(/^Time: 123456789\d$/)
    expect(await guest.shell.run('date -u +%Y')).toBe('2009')
  })

  test('freezes, thaws and trims file systems', async () => {
    expect(await guest.virsh('domfsfreeze')).toBe('Froze 1 filesystem(s)')
    expect(await guest.agent({ execute: 'guest-fsfreeze-status' })).toBe('{"return":"frozen"}')
    expect(await guest.virsh('domfsthaw')).toBe('Thawed 1 filesystem(s)')
    expect(await guest.virsh('domfstrim')).toBe('')
  })

  test('sets a password, or says why it does not', async () => {
    expect(await guest.virsh('set-user-password', 'root', 'secret')).toBe(
      'Password set successfully for root in lodger',
    )
    expect(await guest.shell.run('cat /tmp/password')).toBe('root:secret')
    const refused = await guest.virsh('set-user-password', 'nobody', 'secret')
    expect(refused).toMatch(/unable to execute QEMU agent command 'guest-set-user-password': .*fail/)
  })

  test('is asked anything, and answers as long as it may take', async () => {
    expect(JSON.parse(await guest.agent({ execute: 'guest-info' })).return.version).toMatch(/^\d+\.\d+/)
    expect(await guest.agent({ execute: 'guest-nonsense' })).toMatch(/The command guest-nonsense has not been found/)
    expect(await guest.virsh('dominfo')).toMatch(/tainted: custom guest agent control commands issued/)
    const pid = await guest.shell.run('pidof qemu-ga')
    await guest.shell.run(`kill -STOP ${pid}`)
    try {
      const late = await guest.agent({ execute: 'guest-ping' }, '--timeout', '1')
      expect(late).toMatch(/Guest agent is not responding: Guest agent not available for now/)
      const { agent } = (await guest.host.domain('lodger')).active()
      const begun = performance.now()
      await expect(agent.command('guest-ping', {}, { timeout: 1000 })).rejects.toMatchObject({
        code: 'AGENT_UNRESPONSIVE',
      })
      // It would have five seconds otherwise.
      expect(performance.now() - begun).toBeLessThan(4500)
    } finally {
      await guest.shell.run(`kill -CONT ${pid}`)
    }
    expect(await guest.agent({ execute: 'guest-ping' })).toBe('{"return":{}}')
  })

  test('that dies in the middle of a command fails it, and another one is known', async () => {
    const left = await guest.hears({ event: 'agent-lifecycle', state: 'disconnected' })
    expect(await guest.virsh('set-user-password', 'mortal', 'secret')).toMatch(
      /Guest agent is not responding: Guest agent disappeared while executing command/,
    )
    expect(await left.come).toMatchObject({ reason: 'channel event', domain: { name: 'lodger' } })
    expect(await guest.agent({ execute: 'guest-ping' })).toMatch(/QEMU guest agent is not connected/)
    expect(await guest.virsh('dumpxml')).toMatch(/org\.qemu\.guest_agent\.0' state='disconnected'/)
    const back = await guest.hears({ event: 'agent-lifecycle', state: 'connected' })
    await guest.startAgent()
    expect(await back.come).toMatchObject({ reason: 'channel event' })
    expect(await guest.virsh('dumpxml')).toMatch(/org\.qemu\.guest_agent\.0' state='connected'/)
  })
})

describe.skipIf(missing)(`a guest with an agent${missing ? `: ${missing}` : ''}`, () => {
  test('is switched off by it', async () => {
    await using guest = await AgentGuest.start()
    expect(await guest.virsh('shutdown', '--mode', 'agent')).toMatch(/QEMU guest agent is not connected/)
    await guest.startAgent()
    const ended = await guest.hears({ event: 'stopped' })
    expect(await guest.virsh('shutdown', '--mode', 'agent')).toBe("Domain 'lodger' is being shutdown")
    expect(await ended.come).toMatchObject({ detail: 'shutdown' })
    await expect.poll(() => guest.virsh('domstate')).toMatch(/failed to get domain 'lodger'/)
  })
})
