import { once } from 'node:events'
import { chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { nobody, Session } from './session.ts'
import { virshMissing } from './virsh.ts'

describe.skipIf(virshMissing)(`a session${virshMissing ? `: ${virshMissing}` : ''}`, () => {
  test('virsh finds the daemon without being told where, and it is written down who it was', async (context) => {
    await using session = new Session(context)
    const daemon = session.serve('--libvirt-sockets')
    await once(daemon.stdout, 'data')
    expect(await session.virsh('-c', 'qemu:///session', 'uri')).toBe('qemu:///session')
    const file = join(session.home, 'a.xml')
    writeFileSync(
      file,
      "<domain type='qemu'><name>a</name><memory unit='MiB'>16</memory><os><type arch='x86_64'>hvm</type></os></domain>",
    )
    await session.virsh('-c', 'qemu:///session', 'define', file)
    const [line = ''] = readFileSync(join(session.home, '.local/state/lodge/log/audit.jsonl'), 'utf8').split('\n')
    const uid = process.getuid?.() === 0 ? nobody : process.getuid?.()
    expect(JSON.parse(line).who).toMatchObject({ door: 'unix', uid })
    daemon.kill()
    await once(daemon, 'exit')
    expect(existsSync(join(session.home, 'run/libvirt/libvirt-sock'))).toBe(false)
  })

  test("libvirt's sockets are nobody's to take away", async (context) => {
    await using session = new Session(context)
    mkdirSync(join(session.home, 'run/libvirt'), { mode: 0o755 })
    if (process.getuid?.() === 0) chownSync(join(session.home, 'run/libvirt'), nobody, nobody)
    const first = session.serve('--libvirt-sockets', '--root', join(session.home, 'first'))
    await once(first.stdout, 'data')
    const second = session.serve('--libvirt-sockets', '--root', join(session.home, 'second'))
    const [said] = await once(second.stderr, 'data')
    expect(String(said)).toMatch(/libvirt's own daemon, systemd for it, or another one listens at/)
    expect((await once(second, 'exit'))[0]).toBe(1)
    expect(await session.virsh('-c', 'qemu:///session', 'list', '--name')).toBe('')
    const died = once(first, 'exit')
    first.kill('SIGKILL')
    await died
    const third = session.serve('--libvirt-sockets', '--root', join(session.home, 'second'))
    await once(third.stdout, 'data')
    expect(await session.virsh('-c', 'qemu:///session', 'list', '--name')).toBe('')
  })
})
