import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../rules/sources.ts'

const daemons = ['/usr/lib/polkit-1/polkitd', '/usr/libexec/polkitd', '/usr/libexec/polkit-1/polkitd']
const actions = join(root, 'polkit')

/** The machine's polkit with rules and actions of ours, on a bus of its own: nobody else asks it, and it is asked nothing else. */
export class Polkit implements AsyncDisposable {
  readonly #folder: string
  readonly #started: readonly ChildProcess[]

  private constructor(folder: string, started: readonly ChildProcess[]) {
    this.#folder = folder
    this.#started = started
  }

  /** Why it can't be run here; undefined where it can. */
  static get missing(): string | undefined {
    if (process.getuid?.() !== 0) return 'only root can run polkit beside that of the machine'
    const programs = ['dbus-daemon', 'gdbus', 'unshare', 'mount']
    const absent = programs.filter((each) => spawnSync(each, ['--version']).error)
    if (absent.length > 0) return `${absent.join(', ')} not there: tools/setup.sh installs what tests compare with`
    if (!daemons.some(existsSync)) return 'there is no polkitd here'
    return spawnSync('unshare', ['--mount', 'true']).status === 0 ? undefined : 'no mounts of its own can be made here'
  }

  /** `rules` is a body of (old) JavaScript that is given `action` and `subject` (polkit(8)). */
  static async start(rules: string): Promise<Polkit> {
    const folder = mkdtempSync(join(tmpdir(), 'lodge-polkit-'))
    chmodSync(folder, 0o755)
    mkdirSync(join(folder, 'rules.d'))
    cpSync(actions, join(folder, 'actions'), { recursive: true })
    writeFileSync(join(folder, 'rules.d/00-test.rules'), `polkit.addRule(function (action, subject) {${rules}})`)
    writeFileSync(join(folder, 'bus.conf'), configuration(folder))
    const started: ChildProcess[] = []
    const polkit = new Polkit(folder, started)
    try {
      const words = ['--config-file', join(folder, 'bus.conf'), '--nofork', '--print-address']
      const bus = spawn('dbus-daemon', words, { stdio: ['ignore', 'pipe', 'ignore'] })
      started.push(bus)
      await Promise.race([once(bus.stdout, 'data'), ended(bus)])
      const script =
        'mount --bind "$0" /etc/polkit-1/rules.d && mount --bind "$1" /usr/share/polkit-1/actions && exec "$2"'
      const daemon = [
        'sh',
        '-c',
        script,
        join(folder, 'rules.d'),
        join(folder, 'actions'),
        daemons.find(existsSync) ?? '',
      ]
      const env = { ...process.env, ...polkit.environment }
      const authority = spawn('unshare', ['--mount', ...daemon], { env, stdio: 'ignore' })
      started.push(authority)
      execFileSync('gdbus', ['wait', '--system', '--timeout', '20', 'org.freedesktop.PolicyKit1'], { env })
      return polkit
    } catch (error) {
      await polkit[Symbol.asyncDispose]()
      throw error
    }
  }

  /** For whoever is to ask it. */
  get environment(): { DBUS_SYSTEM_BUS_ADDRESS: string } {
    return { DBUS_SYSTEM_BUS_ADDRESS: `unix:path=${join(this.#folder, 'bus')}` }
  }

  /** Nobody answers any more. */
  async stop(): Promise<void> {
    for (const child of this.#started.toReversed()) {
      if (child.exitCode !== null || child.signalCode !== null) continue
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

async function ended(child: ChildProcess): Promise<never> {
  const [code] = await once(child, 'exit')
  throw new Error(`${child.spawnfile} has ended with ${code}`)
}

function configuration(folder: string): string {
  return `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN"
  "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path=${folder}/bus</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/>
    <allow own="*"/>
    <allow send_destination="*"/>
    <allow receive_sender="*"/>
  </policy>
</busconfig>
`
}
