import { type ChildProcessByStdio, execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect } from 'vitest'

export const virshMissing = spawnSync('virsh', ['--version']).error
  ? 'there is no virsh here (Debian: libvirt-clients)'
  : undefined

const run = promisify(execFile)
const lodge = fileURLToPath(new URL('../../bin/lodge', import.meta.url))

export interface Said {
  code: number
  out: string
  err: string
}

/** A daemon with a folder of its own, and libvirt's own client for it. Nothing of either is left. */
export class Daemon implements AsyncDisposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'lodge-virsh-'))
  readonly #options: string[]
  #process: ChildProcessByStdio<null, Readable, null>
  /** What it has said when it was there. */
  greeting = ''

  private constructor(options: string[]) {
    this.#options = options
    this.#process = this.#spawn()
  }

  /** With options of `lodge serve`. */
  static async start(...options: string[]): Promise<Daemon> {
    const daemon = new Daemon(options)
    daemon.greeting = String((await once(daemon.#process.stdout, 'data'))[0])
    return daemon
  }

  #spawn() {
    return spawn(lodge, ['serve', '--root', this.folder, ...this.#options], { stdio: ['ignore', 'pipe', 'inherit'] })
  }

  /** Dies without a word, and comes again. */
  async restart(): Promise<void> {
    this.#process.kill('SIGKILL')
    await once(this.#process, 'exit')
    this.#process = this.#spawn()
    this.greeting = String((await once(this.#process.stdout, 'data'))[0])
  }

  /** What another daemon says that is to serve the same folder. */
  second(): string {
    return spawnSync(lodge, ['serve', '--root', this.folder], { encoding: 'utf8' }).stderr
  }

  uri(socket = 'libvirt-sock'): string {
    return `qemu:///system?socket=${this.folder}/run/${socket}`
  }

  /** One command of virsh, and what it says. */
  async virsh(...words: string[]): Promise<Said> {
    return this.virshAt(this.uri(), ...words)
  }

  virshAt(uri: string, ...words: string[]): Promise<Said> {
    return Daemon.virshAt(uri, ...words)
  }

  static virshAt(uri: string, ...words: string[]): Promise<Said> {
    return Daemon.#ask(['virsh', '-c', uri, ...words], clean())
  }

  /** One of the programs that are built on libvirt, which may leave something in its user's home. */
  tool(program: string, ...words: string[]): Promise<Said> {
    return Daemon.#ask([program, '--connect', this.uri(), ...words], { ...clean(), HOME: this.folder })
  }

  static async #ask([program = '', ...words]: string[], env: NodeJS.ProcessEnv): Promise<Said> {
    try {
      const { stdout, stderr } = await run(program, words, { env, timeout: 120_000 })
      return { code: 0, out: stdout.trim(), err: stderr.trim() }
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
      return { code, out: stdout.trim(), err: stderr.trim() }
    }
  }

  /** A command that runs on; what it says comes as it says it. */
  start(...words: string[]) {
    return spawn('virsh', ['-c', this.uri(), ...words], { env: clean(), stdio: ['pipe', 'pipe', 'inherit'] })
  }

  /** A command that wants a terminal has one. */
  startOnTerminal(...words: string[]) {
    const line = ['virsh', '-c', `'${this.uri()}'`, ...words].join(' ')
    return spawn('script', ['-qfec', line, '/dev/null'], { env: clean(), stdio: ['pipe', 'pipe', 'inherit'] })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { out } = await this.virsh('list', '--name')
    for (const name of out.split('\n').filter(Boolean)) await this.virsh('destroy', name)
    this.#process.kill()
    const [code] = await once(this.#process, 'exit')
    rmSync(this.folder, { recursive: true, force: true })
    expect(code).toBe(0)
  }
}

/** A client must never start a daemon of libvirt's own, and speaks English. */
function clean(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LIBVIRT_AUTOSTART: '0', LC_ALL: 'C' }
}
