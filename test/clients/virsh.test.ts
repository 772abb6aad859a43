import { once } from 'node:events'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, test } from 'vitest'
import { bootSector } from '../machine/boot-sector.ts'
import { pc } from '../machine/scratch.ts'
import { Daemon, virshMissing } from './virsh.ts'

describe.skipIf(virshMissing)(`virsh${virshMissing ? `: ${virshMissing}` : ''}`, { timeout: 120_000 }, () => {
  /** A file with a guest that sends back what it gets. */
  function definition(daemon: Daemon): string {
    const sector = new Uint8Array(512 * 1024)
    sector.set(bootSector({ says: 'Ready.', next: 'echoes' }))
    writeFileSync(join(daemon.folder, 'disk.img'), sector)
    const file = join(daemon.folder, 'guest.xml')
    writeFileSync(file, pc({ name: 'guest', disk: join(daemon.folder, 'disk.img') }))
    return file
  }

  test('the life of a guest', async () => {
    await using daemon = await Daemon.start()
    const file = definition(daemon)
    const said = async (...words: string[]): Promise<string> => {
      const { code, out, err } = await daemon.virsh(...words)
      return code === 0 ? out : `${code}: ${err}`
    }
    expect(await said('list', '--all', '--name')).toBe('')
    expect(await said('create', file, '--paused')).toBe(`Domain 'guest' created from ${file}`)
    expect(await said('list')).toMatch(/\n 1 +guest +paused$/)
    expect(await said('domstate', 'guest', '--reason')).toBe('paused (user)')
    expect(await said('resume', 'guest')).toBe("Domain 'guest' resumed")
    expect(await said('list', '--state-running', '--name')).toBe('guest')
    expect(await said('list', '--inactive', '--name')).toBe('')
    const uuid = await said('domuuid', 'guest')
    expect(await said('domname', uuid)).toBe('guest')
    expect(await said('domid', 'guest')).toBe('1')
    expect(await said('domname', '1')).toBe('guest')
    expect(await said('dumpxml', 'guest')).toMatch(new RegExp(`^<domain type='qemu' id='1'>[^]*<uuid>${uuid}</uuid>`))
    expect(await said('dominfo', 'guest')).toMatch(
      /State: +running\nCPU\(s\): +1\n.*\nMax memory: +65536 KiB\nUsed memory: +65536 KiB\nPersistent: +no\nAutostart: +disable\nManaged save: +no\n/,
    )
    expect(await said('domstats', 'guest', '--state', '--vcpu')).toMatch(
      /^Domain: 'guest'\n {2}state\.state=1\n {2}state\.reason=5\n {2}vcpu\.current=1\n {2}vcpu\.maximum=1\n {2}vcpu\.0\.state=1\n/,
    )
    expect(await said('suspend', 'guest')).toBe("Domain 'guest' suspended")
    expect(await said('domstate', 'guest', '--reason')).toBe('paused (user)')
    expect(await said('reset', 'guest')).toBe("Domain 'guest' was reset")
    expect(await said('qemu-monitor-command', 'guest', '{"execute":"query-status"}')).toMatch(
      /^\{"return":\{"status":"/,
    )
    expect(await said('dominfo', 'guest')).toMatch(/\nMessages: +tainted: custom monitor control commands issued/)
    await expect.poll(() => said('domcontrol', 'guest'), { timeout: 20_000 }).toBe('ok')
    expect(await said('create', file)).toMatch(/^1: .*\n.*domain 'guest' already exists with uuid/)
    expect(await said('destroy', 'guest')).toBe("Domain 'guest' destroyed")
    expect(await said('domstate', 'guest')).toMatch(/^1: error: failed to get domain 'guest'/)
  })

  test('a guest that is defined', async () => {
    await using daemon = await Daemon.start()
    const file = definition(daemon)
    const said = async (...words: string[]): Promise<string> => {
      const { code, out, err } = await daemon.virsh(...words)
      return code === 0 ? out : `${code}: ${err}`
    }
    expect(await said('define', file)).toBe(`Domain 'guest' defined from ${file}`)
    expect(await said('list', '--all')).toMatch(/\n - +guest +shut off$/)
    expect(await said('list', '--name')).toBe('')
    expect(await said('domstate', 'guest')).toBe('shut off')
    expect(await said('start', 'guest')).toBe("Domain 'guest' started")
    expect(await said('list', '--persistent', '--name')).toBe('guest')
    expect(await said('list', '--transient', '--name')).toBe('')
    expect(await said('vcpucount', 'guest', '--maximum', '--live')).toBe('1')
    expect(await said('desc', 'guest', '--title')).toBe('No title for domain: guest')
    expect(await said('list', '--title')).toMatch(/\n 1 +guest +running *$/)
    expect(await said('autostart', 'guest')).toBe("Domain 'guest' marked as autostarted")
    expect(await said('list', '--autostart', '--name')).toBe('guest')
    expect(await said('dominfo', 'guest')).toMatch(/Persistent: +yes\nAutostart: +enable\n/)
    expect(await said('autostart', 'guest', '--disable')).toBe("Domain 'guest' unmarked as autostarted")
    await daemon.restart()
    expect(await said('list', '--all')).toMatch(/\n 1 +guest +running$/)
    expect(readdirSync(join(daemon.folder, 'log'))).toContain('guest.log')
    expect(await said('destroy', 'guest', '--remove-logs')).toBe("Domain 'guest' destroyed")
    expect(readdirSync(join(daemon.folder, 'log'))).not.toContain('guest.log')
    expect(await said('domstate', 'guest', '--reason')).toBe('shut off (destroyed)')
    expect(await said('dumpxml', 'guest')).toMatch(/^<domain type='qemu'>/)
    expect(await said('undefine', 'guest')).toBe("Domain 'guest' has been undefined")
    expect(await said('list', '--all', '--name')).toBe('')
  })

  test('the console', async () => {
    await using daemon = await Daemon.start()
    await daemon.virsh('create', definition(daemon), '--paused')
    const console = daemon.startOnTerminal('console', 'guest')
    let said = ''
    console.stdout.on('data', (chunk) => {
      said += chunk
    })
    await expect.poll(() => said, { timeout: 10_000 }).toMatch(/Escape character/)
    await daemon.virsh('resume', 'guest')
    await expect.poll(() => said, { timeout: 20_000 }).toMatch(/Ready\./)
    console.stdin.write('typed')
    await expect.poll(() => said, { timeout: 10_000 }).toMatch(/typed/)
    console.stdin.write('\x1d')
    const [code] = await once(console, 'exit')
    expect(code).toBe(0)
    expect((await daemon.virsh('domstate', 'guest')).out).toBe('running')
  })

  test('the host', async () => {
    await using daemon = await Daemon.start()
    expect((await daemon.virsh('uri')).out).toBe(daemon.uri())
    expect((await daemon.virsh('version')).out).toMatch(/Running hypervisor: QEMU \d+\.\d+\.\d+/)
    expect((await daemon.virsh('version', '--daemon')).out).toMatch(/Running against daemon: 11\.3\.0/)
    expect((await daemon.virsh('hostname')).out).toMatch(/./)
    expect((await daemon.virsh('nodeinfo')).out).toMatch(/CPU model: .*\nCPU\(s\): +[1-9]/)
    expect((await daemon.virsh('nodecpumap')).out).toMatch(/CPU map: +[y-]+/)
    expect((await daemon.virsh('nodememstats')).out).toMatch(/total *: +[1-9]\d+ KiB/)
    expect((await daemon.virsh('nodecpustats')).out).toMatch(/^user: +\d+\nsystem: +\d+\nidle: +\d+/)
    expect((await daemon.virsh('freecell', '--all')).out).toMatch(/Total: +[1-9]/)
    expect((await daemon.virsh('capabilities')).out).toMatch(/^<capabilities>/)
    expect((await daemon.virsh('domcapabilities')).out).toMatch(/^<domainCapabilities>/)
  })

  test('events', async () => {
    await using daemon = await Daemon.start()
    const file = definition(daemon)
    const lines: string[] = []
    const all = daemon.start('event', '--all', '--loop')
    createInterface(all.stdout).on('line', (line) => lines.push(line))
    // It has registered once it hears of something.
    await expect
      .poll(
        async () => {
          await daemon.virsh('create', file)
          await daemon.virsh('destroy', 'guest')
          return lines.length
        },
        { timeout: 20_000 },
      )
      .toBeGreaterThan(2)
    expect(lines.filter((line) => line.includes('lifecycle'))).toContain(
      "event 'lifecycle' for domain 'guest': Stopped Destroyed",
    )
    all.kill()
    await once(all, 'exit')
  })

  test('who may only look, and what is not there', async () => {
    await using daemon = await Daemon.start()
    const file = definition(daemon)
    await daemon.virsh('create', file)
    const looking = daemon.uri('libvirt-sock-ro')
    expect((await daemon.virshAt(looking, 'list', '--name')).out).toBe('guest')
    for (const words of [
      ['destroy', 'guest'],
      ['create', file],
      ['suspend', 'guest'],
    ]) {
      expect((await daemon.virshAt(looking, ...words)).err).toMatch(/operation forbidden/)
      expect((await daemon.virsh('-r', ...words)).err).toMatch(/operation forbidden/)
    }
    expect((await daemon.virsh('iface-list')).err).toMatch(/unknown procedure/)
    const elsewhere = daemon.uri().replace('system', 'nowhere')
    expect((await daemon.virshAt(elsewhere, 'list')).err).toMatch(/nothing here is called 'qemu:\/\/\/nowhere'/)
  })

  test('a guest outlives the daemon; a second daemon leaves the first one alone', async () => {
    await using daemon = await Daemon.start()
    await daemon.virsh('create', definition(daemon))
    const { out } = await daemon.virsh('domuuid', 'guest')
    await daemon.restart()
    expect((await daemon.virsh('list', '--uuid')).out).toBe(out)
    expect(daemon.second()).toMatch(/process \d+ keeps the definitions/)
    expect((await daemon.virsh('list', '--uuid')).out).toBe(out)
  })
})
