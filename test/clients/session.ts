import { type ChildProcessByStdio, execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import type { TestContext } from 'vitest'
import { root } from '../rules/sources.ts'

export const nobody = 65_534

/** A user without rights, with a home; a daemon for that user's session may run there. */
export class Session implements AsyncDisposable {
  readonly home = mkdtempSync(join(tmpdir(), 'lodge-home-'))
  readonly env: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    HOME: this.home,
    XDG_RUNTIME_DIR: join(this.home, 'run'),
    LIBVIRT_AUTOSTART: '0',
    LC_ALL: 'C',
  }
  readonly #identity = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {}
  readonly #started: ChildProcessByStdio<null, Readable, Readable>[] = []

  constructor(context: TestContext) {
    mkdirSync(join(this.home, 'run'), { mode: 0o700 })
    if (process.getuid?.() !== 0) return
    for (const path of [this.home, join(this.home, 'run')]) chownSync(path, nobody, nobody)
    const tried = spawnSync(join(root, 'bin/lodge'), ['--version'], this.#options)
    context.skip(tried.status !== 0, 'that user cannot run this checkout')
  }

  get #options() {
    return { ...this.#identity, env: this.env, cwd: '/' }
  }

  serve(...options: string[]) {
    return this.start(join(root, 'bin/lodge'), 'serve', ...options)
  }

  /** A program of that user's; it ends with the session, before those that were started before it. */
  start(program: string, ...words: string[]) {
    const child = spawn(program, words, { ...this.#options, stdio: ['ignore', 'pipe', 'pipe'] })
    this.#started.push(child)
    return child
  }

  /** What a program says that ends by itself. */
  async said(program: string, ...words: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(program, words, { ...this.#options, timeout: 120_000 })
    return stdout.trim()
  }

  async virsh(...words: string[]): Promise<string> {
    return this.said('virsh', ...words)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#started.reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue
      const gone = once(child, 'exit')
      child.kill()
      await gone
    }
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5 })
  }
}
