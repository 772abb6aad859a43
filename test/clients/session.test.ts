import { type ChildProcessByStdio, execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { describe, expect, type TestContext, test } from 'vitest'
import { root } from '../rules/sources.ts'
import { virshMissing } from './virsh.ts'

const nobody = 65_534

/** A user without rights, with a home; a daemon for that user's session may run there. */
class Session implements AsyncDisposable {
  readonly home = mkdtempSync(join(tmpdir(), 'lodge-home-'))
  readonly #env = {
    PATH: process.env.PATH,
    HOME: this.home,
    XDG_RUNTIME_DIR: join(this.home, 'run'),
    LIBVIRT_AUTOSTART: '0',
    LC_ALL: 'C',
  }
  readonly #identity = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {}
  readonly #daemons: ChildProcessByStdio<null, Readable, Readable>[] = []

  constructor(context: TestContext) {
    mkdirSync(join(this.home, 'run'), { mode: 0o700 })
    if (process.getuid?.() !== 0) return
    for (const path of [this.home, join(this.home, 'run')]) chownSync(path, nobody, nobody)
    const tried = spawnSync(join(root, 'bin/lodge'), ['--version'], this.#options)
    context.skip(tried.status !== 0, 'that user cannot run this checkout')
  }

  get #options() {
    return { ...this.#identity, env: this.#env, cwd: '/' }
  }

  serve(...options: string[]) {
    const daemon = spawn(join(root, 'bin/lodge'), ['serve', ...options], {
      ...this.#options,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#daemons.push(daemon)
    return daemon
  }

  async virsh(...words: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)('virsh', words, { ...this.#options, timeout: 30_000 })
    return stdout.trim()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const daemon of this.#daemons) {
      if (daemon.exitCode !== null || daemon.signalCode !== null) continue
      const gone = once(daemon, 'exit')
      daemon.kill()
      await gone
    }
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5 })
  }
}

describe.skipIf(virshMissing)(`a session${virshMissing ? `: ${virshMissing}` : ''}`, { timeout: 60_000 }, () => {
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
