import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'
import { root } from '../rules/sources.ts'
import { Daemon, virshMissing } from './virsh.ts'

const there = (program: string): boolean => !spawnSync(program, ['--version']).error
const units = join(root, 'systemd')

/** Ends with the test, also where that comes to no end of its own. */
function mortal<C extends ChildProcess>(child: C): C {
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

function folderFor(what: string): string {
  const folder = mkdtempSync(join(tmpdir(), `lodge-${what}-`))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

test.skipIf(!there('systemd-analyze'))('systemd understands the units (where systemd-analyze is there)', () => {
  const files = readdirSync(units)
    .filter((name) => /\.(service|socket)$/.test(name))
    .map((name) => join(units, name))
  expect(files).toHaveLength(3)
  execFileSync('systemd-analyze', ['verify', ...files], { stdio: 'pipe' })
})

const activator = 'systemd-socket-activate'

test.skipIf(!there(activator) || virshMissing)(
  `sockets that systemd opened are listened at (where ${activator} and virsh are there)`,
  async () => {
    const folder = folderFor('activated')
    const [both, look] = ['sock', 'sock-ro'].map((name) => join(folder, name)) as [string, string]
    const words = ['-l', both, '-l', look, '--fdname=lodge.socket:lodge-ro.socket']
    const serve = [join(root, 'bin/lodge'), 'serve', '--root', folder, '--timeout', '1']
    const daemon = mortal(spawn(activator, [...words, ...serve], { stdio: 'ignore' }))
    const gone = once(daemon, 'exit')
    await expect.poll(() => existsSync(look)).toBe(true)
    // The first client is there before the daemon is.
    const first = connect(both).on('error', () => {})
    const virsh = async (socket: string, ...more: string[]) =>
      Daemon.virshAt(`qemu+unix:///system?socket=${socket}`, ...more)
    expect((await virsh(both, 'list')).code).toBe(0)
    expect((await virsh(look, 'list')).code).toBe(0)
    expect((await virsh(look, 'define', '/etc/hostname')).err).toMatch(/read only access/)
    expect(existsSync(join(folder, 'run/libvirt-sock'))).toBe(false)
    first.destroy()
    expect(await gone).toEqual([0, null])
    expect(existsSync(both)).toBe(true)
  },
)

test.skipIf(!there('systemd-notify') || !there('python3'))(
  'systemd is told how the daemon is (where systemd-notify and python3 are there)',
  async () => {
    const folder = folderFor('notified')
    mkdirSync(join(folder, 'root'))
    const words = ['-uc', receiver, join(folder, 'notify')]
    const listener = mortal(spawn('python3', words, { stdio: ['pipe', 'pipe', 'inherit'] }))
    const lines = createInterface(listener.stdout)[Symbol.asyncIterator]()
    const next = async (): Promise<unknown> => (await lines.next()).value
    expect(await next()).toBe('bound')
    const env = { ...process.env, NOTIFY_SOCKET: join(folder, 'notify') }
    const serve = ['serve', '--root', join(folder, 'root')]
    const daemon = mortal(spawn(join(root, 'bin/lodge'), serve, { env, stdio: 'ignore' }))
    const gone = once(daemon, 'exit')
    expect(await next()).toMatch(/READY=1/)
    daemon.kill('SIGHUP')
    expect(await next()).toMatch(/RELOADING=1/)
    expect(await next()).toMatch(/READY=1/)
    daemon.kill('SIGTERM')
    expect(await next()).toMatch(/STOPPING=1/)
    expect(await gone).toEqual([0, null])
  },
)

/** Whoever has started it may be killed: it ends when nobody is there to say so. */
const receiver = `
import select, socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print('bound')
while sys.stdin not in select.select([s, sys.stdin], [], [])[0]:
    print(s.recv(4096).decode().replace('\\n', ' '))
`
