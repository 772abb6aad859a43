import { execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { root } from '../rules/sources.ts'
import { Polkit } from '../support/polkit.ts'
import { virshMissing } from './virsh.ts'

const python = '/usr/bin/python3'
const lodge = join(root, 'bin/lodge')
const hasPython = spawnSync(python, ['-c', 'import libvirt, gi']).status === 0
const missing = Polkit.missing ?? virshMissing ?? (hasPython ? undefined : 'there is no python3-libvirt or python3-gi')

/** Users of every Debian, who are nobody to the daemon; what polkit is to say of them. */
const users = { managing: 65_534, looking: 1, denied: 2, undecided: 5 }
const rules = `
  var manages = action.id == 'org.libvirt.unix.manage', looks = action.id == 'org.libvirt.unix.monitor'
  if (manages && subject.user == 'nobody') return polkit.Result.YES
  if (manages && subject.user == 'daemon') return polkit.Result.NO
  if ((manages || looks) && subject.user == 'bin') return polkit.Result.NO
  if (manages && subject.user == 'games') return polkit.Result.AUTH_SELF
`

/** A daemon as root whose sockets everybody may open, and what other users see of it. */
class Place implements AsyncDisposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'lodge-asking-'))
  readonly #polkit: Polkit
  readonly #daemon: ReturnType<typeof spawn>

  private constructor(polkit: Polkit) {
    this.#polkit = polkit
    chmodSync(this.folder, 0o755)
    mkdirSync(join(this.folder, 'etc'))
    writeFileSync(join(this.folder, 'etc/access.json'), '{"polkit": true}')
    this.#daemon = spawn(lodge, ['serve', '--root', this.folder], {
      env: { ...process.env, ...polkit.environment },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
  }

  static async start(): Promise<Place> {
    const place = new Place(await Polkit.start(rules))
    await once(place.#daemon.stdout ?? place.#daemon, 'data')
    return place
  }

  get polkit(): Polkit {
    return this.#polkit
  }

  uri(socket = 'libvirt-sock'): string {
    return `qemu+unix:///system?socket=${this.folder}/run/${socket}`
  }

  async virsh(uid: number, ...words: string[]): Promise<string> {
    return this.#said(uid, 'virsh', words)
  }

  /** What a program prints that knows \`attempt\`, as which another user opens the daemon. */
  async python(uid: number, program: string): Promise<string> {
    return this.#said(uid, python, ['-c', `${prelude}${program}`, this.uri(), this.uri('libvirt-sock-ro')])
  }

  /** What is on record of refusals: of whom, and what they were told. */
  refusals(): [uid: number, what: string, result: string][] {
    const file = join(this.folder, 'log/audit.jsonl')
    const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []
    return lines.map((line) => JSON.parse(line)).map(({ who, what, result }) => [who.uid, what, result])
  }

  start(uid: number, program: string, words: string[]) {
    return spawn(program, words, { ...this.#as(uid), stdio: ['pipe', 'pipe', 'inherit'] })
  }

  #as(uid: number) {
    // A bus of the machine's is none of theirs.
    const env = { PATH: process.env.PATH, HOME: '/', LIBVIRT_AUTOSTART: '0', LC_ALL: 'C', ...this.#polkit.environment }
    return { uid, gid: uid, env, cwd: '/', timeout: 120_000 }
  }

  async #said(uid: number, program: string, words: string[]): Promise<string> {
    const { stdout, stderr } = await promisify(execFile)(program, words, this.#as(uid)).catch((error) => error)
    return `${stdout}${stderr}`.trim()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#daemon.kill()
    const [code] = await once(this.#daemon, 'exit')
    await this.#polkit[Symbol.asyncDispose]()
    rmSync(this.folder, { recursive: true })
    expect(code).toBe(0)
  }
}

const prelude = `
import libvirt, sys
libvirt.registerErrorHandler(lambda *_: None, None)
def attempt(work):
    try: return work()
    except libvirt.libvirtError as e: return (e.get_error_code(), e.get_error_domain(), e.get_error_message())
manage = lambda: libvirt.open(sys.argv[1]).getType()
look = lambda: libvirt.openReadOnly(sys.argv[2]).getType()
`

/** An agent for this process that shows nobody anything, and says that somebody has closed its window. */
const closingAgent = `
import os, threading
from gi.repository import Gio, GLib
xml = '''<node><interface name='org.freedesktop.PolicyKit1.AuthenticationAgent'>
<method name='BeginAuthentication'><arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='s' direction='in'/>
<arg type='a{ss}' direction='in'/><arg type='s' direction='in'/><arg type='a(sa{sv})' direction='in'/></method>
<method name='CancelAuthentication'><arg type='s' direction='in'/></method></interface></node>'''
bus = Gio.bus_get_sync(Gio.BusType.SYSTEM, None)
asked = []
def called(connection, sender, path, interface, method, parameters, invocation):
    asked.append(parameters.unpack()[0])
    invocation.return_dbus_error('org.freedesktop.PolicyKit1.Error.Cancelled', 'closed')
bus.register_object('/agent', Gio.DBusNodeInfo.new_for_xml(xml).interfaces[0], called, None, None)
started = int(open('/proc/self/stat').read().rpartition(')')[2].split()[19])
me = ('unix-process', {'pid': GLib.Variant('u', os.getpid()), 'start-time': GLib.Variant('t', started), 'uid': GLib.Variant('i', os.getuid())})
bus.call_sync('org.freedesktop.PolicyKit1', '/org/freedesktop/PolicyKit1/Authority', 'org.freedesktop.PolicyKit1.Authority',
    'RegisterAuthenticationAgent', GLib.Variant('((sa{sv})ss)', (me, 'C', '/agent')), None, 0, -1, None)
threading.Thread(target=GLib.MainLoop().run, daemon=True).start()
`

/** A process connects, gives its connection to a child, and goes; the child asks to be let in. */
const heir = `
import os, socket, struct
def frame(procedure): return struct.pack('>IIIIIII', 28, 0x20008086, 1, procedure, 0, 1, 0)
def answer(s):
    length, = struct.unpack('>I', s.recv(4, socket.MSG_WAITALL))
    body = s.recv(length - 4, socket.MSG_WAITALL)
    return struct.unpack('>II', body[20:28])
ready, go = os.pipe()
done, tell = os.pipe()
if os.fork() == 0:
    s = socket.socket(socket.AF_UNIX)
    s.connect(sys.argv[1].partition('socket=')[2])
    s.sendall(frame(66))
    answer(s)
    if os.fork() == 0:
        os.read(ready, 1)
        s.sendall(frame(70))
        os.write(tell, str(answer(s)).encode())
    os._exit(0)
os.wait()
os.write(go, b'.')
print(os.read(done, 100).decode())
`

describe.skipIf(missing)(`polkit${missing ? `: ${missing}` : ''}`, () => {
  test('says of whom there is no rule whether they manage, look, or neither; clients know why not', async () => {
    await using place = await Place.start()
    const both = 'print(attempt(manage)); print(attempt(look))'
    const denied = "(45, 60, 'authentication failed: access denied by policy')"
    const undecided = `(94, 60, "authentication unavailable: no polkit agent available to authenticate action 'org.libvirt.unix.manage'")`
    expect(await place.python(users.managing, both)).toBe('QEMU\nQEMU')
    expect(await place.python(users.looking, both)).toBe(`${denied}\nQEMU`)
    expect(await place.python(users.denied, both)).toBe(`${denied}\n${denied}`)
    expect(await place.python(users.undecided, both)).toBe(`${undecided}\nQEMU`)
    expect(place.refusals()).toEqual([
      [users.looking, 'AUTH_POLKIT', 'AUTH_FAILED'],
      [users.denied, 'AUTH_POLKIT', 'AUTH_FAILED'],
      [users.denied, 'AUTH_POLKIT', 'AUTH_FAILED'],
      [users.undecided, 'AUTH_POLKIT', 'AUTH_UNAVAILABLE'],
    ])
  })

  test('virsh: who manages changes, who looks does not, who is root is not asked about', async () => {
    await using place = await Place.start()
    const file = join(place.folder, 'a.xml')
    writeFileSync(
      file,
      "<domain type='qemu'><name>a</name><memory unit='MiB'>16</memory><os><type arch='x86_64'>hvm</type></os></domain>",
    )
    expect(await place.virsh(users.managing, '-c', place.uri(), 'define', file)).toMatch(/^Domain 'a' defined/)
    const looking = ['-r', '-c', place.uri('libvirt-sock-ro')]
    expect(await place.virsh(users.looking, ...looking, 'domstate', 'a')).toBe('shut off')
    expect(await place.virsh(users.looking, ...looking, 'undefine', 'a')).toMatch(/read only access/)
    expect(await place.virsh(users.denied, ...looking, 'list')).toMatch(
      /authentication failed: access denied by policy$/,
    )
    expect(await place.virsh(users.undecided, '-c', place.uri(), 'list')).toMatch(/no polkit agent available/)
    await place.polkit.stop()
    expect(await place.virsh(users.managing, '-c', place.uri(), 'list')).toMatch(/^error: .*error from service: /s)
    expect(await place.virsh(0, '-c', place.uri(), 'undefine', 'a')).toMatch(/undefined$/)
  })

  test('nobody is let in by a process that has gone, though polkit would let in its user', async () => {
    await using place = await Place.start()
    expect(await place.python(users.managing, heir)).toBe('(1, 89)')
    expect(place.refusals()).toEqual([[users.managing, 'AUTH_POLKIT', 'DBUS_SERVICE']])
  })

  test('the command asks for a password in its terminal, where there is one', async (context) => {
    const there = ['pkttyagent', 'script'].every((each) => !spawnSync(each, ['--version']).error)
    context.skip(!there, 'there is no pkttyagent or script here')
    const tried = spawnSync(lodge, ['--version'], { uid: users.undecided, cwd: '/' })
    context.skip(tried.status !== 0, 'that user cannot run this checkout')
    await using place = await Place.start()
    const line = `${lodge} --connect '${place.uri()}' list`
    const terminal = place.start(users.undecided, 'script', ['-qec', line, '/dev/null'])
    let said = ''
    for await (const chunk of terminal.stdout) {
      said += chunk
      if (/AUTHENTICATING.*Password: /s.test(said)) terminal.stdin.end('\x03')
    }
    expect(said).toMatch(/AUTHENTICATING FOR org\.libvirt\.unix\.manage.*Password: /s)
  })

  test('somebody is asked, and does not want to say who they are', async () => {
    await using place = await Place.start()
    const said = await place.python(users.undecided, `${closingAgent}\nprint(attempt(manage)); print(asked)`)
    expect(said.split('\n')).toEqual([
      "(79, 60, 'authentication cancelled: user cancelled authentication process')",
      "['org.libvirt.unix.manage']",
    ])
    expect(place.refusals()).toEqual([[users.undecided, 'AUTH_POLKIT', 'AUTH_CANCELLED']])
  })
})
