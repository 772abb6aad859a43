import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Libvirtd } from '../../support/libvirtd.ts'
import type { Heard } from './compare.ts'
import { normalise, withoutHints } from './normalise.ts'

const lodge = fileURLToPath(new URL('../../../src/daemon/command.ts', import.meta.url))

/** What both find in their PATH. */
const programs = ['qemu-system-x86_64', 'qemu-img', 'taskset'].map((name) => `/usr/bin/${name}`)

const binding = {
  python: '/usr/bin/python3',
  script: fileURLToPath(new URL('binding.py', import.meta.url)),
}

interface Answer {
  question: string
  answer: string
}

/** Both run as somebody who has nothing, so that both are a session's. */
const nobody = 65_534

const guest = (disk: string): string => `<domain type='qemu'>
  <name>guest</name>
  <uuid>c7a5fdbd-edaf-9455-926a-d65c16db1809</uuid>
  <memory unit='MiB'>64</memory>
  <vcpu>2</vcpu>
  <os><type arch='x86_64' machine='pc'>hvm</type></os>
  <features><acpi/></features>
  <devices>
    <disk type='file' device='disk'>
      <driver name='qemu' type='raw'/><source file='${disk}'/><target dev='vda' bus='virtio'/>
    </disk>
    <interface type='user'><mac address='52:54:00:aa:bb:cc'/><model type='virtio'/></interface>
    <serial type='pty'/>
    <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
    <memballoon model='virtio'/>
  </devices>
</domain>
`

/** What a client hears of one daemon, up to what no two daemons have in common. */
interface Side {
  uri: string
  folder: string
}

/** Lodge and libvirtd, and the same words for both. */
export class Sides implements AsyncDisposable {
  readonly #folder: string
  readonly #lodge: ChildProcess
  readonly #libvirtd: Libvirtd
  readonly #ours: Side
  readonly #theirs: Side

  private constructor(folder: string, daemon: ChildProcess, libvirtd: Libvirtd) {
    this.#folder = folder
    this.#lodge = daemon
    this.#libvirtd = libvirtd
    const socket = join(folder, 'state', 'run', 'libvirt-sock')
    this.#ours = { folder, uri: `qemu+unix:///session?socket=${socket}` }
    this.#theirs = { folder: libvirtd.folder, uri: libvirtd.uri }
  }

  /** Why they can't stand side by side here; undefined where they can. */
  static get missing(): string | undefined {
    if (Libvirtd.missing) return Libvirtd.missing
    return process.getuid?.() === 0
      ? undefined
      : 'both daemons are to run as somebody who has nothing: root can do that'
  }

  static get bindingMissing(): string | undefined {
    const { status } = spawnSync(binding.python, ['-c', 'import libvirt'])
    return Sides.missing ?? (status === 0 ? undefined : `no libvirt for ${binding.python}: tools/setup.sh installs it`)
  }

  static async start(): Promise<Sides> {
    await using undo = new AsyncDisposableStack()
    const libvirtd = undo.use(await Libvirtd.start(programs))
    const folder = mkdtempSync(join(tmpdir(), 'lodge-sides-'))
    undo.defer(() => rmSync(folder, { recursive: true, force: true }))
    chownSync(folder, nobody, nobody)
    chmodSync(folder, 0o755)
    for (const each of [folder, libvirtd.folder]) prepare(each)
    const ids = [`--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups']
    const words = [...ids, process.execPath, lodge, 'serve', '--root', join(folder, 'state')]
    // The same programs for both: what they find differs otherwise.
    const env = { PATH: join(libvirtd.folder, 'bin'), HOME: folder }
    const daemon = spawn('/usr/bin/setpriv', words, { env, cwd: '/', stdio: ['ignore', 'pipe', 'inherit'] })
    undo.defer(() => void daemon.kill())
    await once(daemon.stdout, 'data', { signal: AbortSignal.timeout(120_000) })
    undo.move()
    return new Sides(folder, daemon, libvirtd)
  }

  /** What both say to one command of virsh. */
  async hear(phase: string, command: readonly string[]): Promise<Heard> {
    const [ours = '', theirs = ''] = await Promise.all(
      [this.#ours, this.#theirs].map((side) => this.#run(side, 'virsh', ['-c', side.uri, ...command])),
    )
    return { question: `${phase}: ${command.join(' ')}`, ours: withoutHints(ours, theirs), theirs }
  }

  /** What both say to libvirt's Python binding, all of it. */
  async hearBinding(): Promise<Heard[]> {
    const [ours = [], theirs = []] = await Promise.all([this.#ours, this.#theirs].map((side) => this.#answers(side)))
    const answers = new Map(theirs.map(({ question, answer }) => [question, answer]))
    return ours.map(({ question, answer }) => {
      const other = answers.get(question) ?? 'nothing'
      return { question: `binding: ${question}`, ours: withoutHints(answer, other), theirs: other }
    })
  }

  async #answers(side: Side): Promise<Answer[]> {
    const said = await this.#run(side, binding.python, [binding.script, side.uri, 'guest.xml'])
    return said.split('\n').map((line) => JSON.parse(line))
  }

  async #run({ folder }: Side, program: string, words: readonly string[]): Promise<string> {
    const env = { PATH: process.env.PATH, LIBVIRT_AUTOSTART: '0', LC_ALL: 'C' }
    const options = { env, cwd: folder, timeout: 120_000, maxBuffer: 16 << 20 }
    const { stdout, stderr } = await promisify(execFile)(program, words, options).catch(
      (error: { stdout: string; stderr: string }) => error,
    )
    return normalise(`${stdout}${stderr}`, [folder, this.#libvirtd.folder])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const side of [this.#ours, this.#theirs]) await this.#run(side, 'virsh', ['-c', side.uri, 'destroy', 'guest'])
    this.#lodge.kill()
    await once(this.#lodge, 'exit')
    await this.#libvirtd[Symbol.asyncDispose]()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

/** The files that commands name. */
function prepare(folder: string): void {
  const disk = join(folder, 'disk.img')
  writeFileSync(disk, new Uint8Array(1 << 20))
  chownSync(disk, nobody, nobody)
  writeFileSync(join(folder, 'guest.xml'), guest(disk))
  writeFileSync(join(folder, 'broken.xml'), '<domain><name>a</name></domainn>')
}
