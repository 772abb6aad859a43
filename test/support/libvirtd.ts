import { execFile, execFileSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const programs = { virsh: '/usr/bin/virsh', libvirtd: '/usr/sbin/libvirtd', setpriv: '/usr/bin/setpriv' }

/** What it would find beside the emulators it is given. */
const helpers = ['swtpm', 'swtpm_setup', 'swtpm_ioctl'].map((name) => `/usr/bin/${name}`)

/** libvirtd as root would be the system's own: whoever is root runs it as somebody who has nothing. */
const nobody = 65_534

/** Debian's libvirtd for the session of a user without any, with its folders in one of ours; it knows the emulators that it is given. */
export class Libvirtd implements AsyncDisposable {
  readonly #folder: string

  private constructor(folder: string) {
    this.#folder = folder
  }

  /** Why it can't be run here; undefined where it can. */
  static get missing(): string | undefined {
    const absent = Object.values(programs).filter((path) => !existsSync(path))
    return absent.length > 0
      ? `${absent.join(', ')} not there: tools/setup.sh installs what tests compare with`
      : undefined
  }

  static async start(emulators: readonly string[]): Promise<Libvirtd> {
    // Sockets of its guests stand five folders deeper, and no path of one may be longer than 107 bytes.
    const folder = mkdtempSync(join(tmpdir(), 'v-'))
    for (const name of ['bin', 'run', 'config', 'cache', 'data']) mkdirSync(join(folder, name), { mode: 0o700 })
    for (const path of [...emulators, ...helpers.filter(existsSync)])
      symlinkSync(path, join(folder, 'bin', path.slice(path.lastIndexOf('/') + 1)))
    const root = process.getuid?.() === 0
    if (root) {
      for (const name of ['', 'bin', 'run', 'config', 'cache', 'data']) chownSync(join(folder, name), nobody, nobody)
    }
    chmodSync(folder, 0o755)
    const words = [programs.libvirtd, '--daemon', '--pid-file', join(folder, 'run', 'pid')]
    const changed = root
      ? [programs.setpriv, `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups', ...words]
      : words
    const [program = '', ...args] = changed
    // It comes back when the daemon listens.
    execFileSync(program, args, { env: Libvirtd.#environment(folder), stdio: 'ignore' })
    return new Libvirtd(folder)
  }

  static #environment(folder: string): NodeJS.ProcessEnv {
    return {
      HOME: folder,
      PATH: join(folder, 'bin'),
      XDG_RUNTIME_DIR: join(folder, 'run'),
      XDG_CONFIG_HOME: join(folder, 'config'),
      XDG_CACHE_HOME: join(folder, 'cache'),
      XDG_DATA_HOME: join(folder, 'data'),
      LIBVIRT_AUTOSTART: '0',
    }
  }

  get folder(): string {
    return this.#folder
  }

  get uri(): string {
    return `qemu+unix:///session?socket=${this.socket}`
  }

  get socket(): string {
    return join(this.#folder, 'run/libvirt/libvirt-sock')
  }

  /** Where it keeps what is defined. */
  get definitions(): string {
    return join(this.#folder, 'config/libvirt/qemu')
  }

  /** What virsh prints. */
  async virsh(...words: string[]): Promise<string> {
    const env = Libvirtd.#environment(this.#folder)
    const { stdout } = await promisify(execFile)(programs.virsh, ['-c', this.uri, ...words], {
      env,
      maxBuffer: 8 << 20,
    })
    return stdout
  }

  async [Symbol.asyncDispose](): Promise<void> {
    process.kill(Number(readFileSync(join(this.#folder, 'run', 'pid'), 'utf8')), 'SIGKILL')
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 })
  }
}
