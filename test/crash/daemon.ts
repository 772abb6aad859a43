import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { RpcPeer } from '../support/rpc-peer.ts'
import { type Found, processesOf } from './processes.ts'

export const lodge = fileURLToPath(new URL('../../bin/lodge.js', import.meta.url))
const mortal = new URL('./mortal.ts', import.meta.url).href

/** How Node is told that a process dies before its so many-th call that changes something, if ever. */
export function mortalWords(diesBefore: number | undefined): { words: string[]; env: NodeJS.ProcessEnv } {
  const words = diesBefore === undefined ? [] : ['--import', mortal]
  // Beside the folder, which has nothing in it but what is inspected.
  const cache = { NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache') }
  return { words, env: { ...process.env, ...cache, LODGE_TEST_DIES_BEFORE: String(diesBefore) } }
}

/** `lodge serve` in a process of its own, which can be killed, or kills itself somewhere. */
export class CrashingDaemon {
  readonly folder: string
  /** When it was started last. */
  began = 0
  #process: ChildProcess | undefined
  #said = ''

  constructor(folder: string) {
    this.folder = folder
    mkdirSync(join(folder, 'tmp'))
    chmodSync(join(folder, 'tmp'), 0o1777)
  }

  /** With a number it dies before its so many-th call that changes something; false where that is before it answers. */
  async start(diesBefore?: number): Promise<boolean> {
    const { words, env } = mortalWords(diesBefore)
    const daemon = spawn(process.execPath, [...words, lodge, 'serve', '--root', this.folder], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...env, TMPDIR: join(this.folder, 'tmp') },
    })
    this.#process = daemon
    this.began = Date.now()
    this.#said = ''
    daemon.stderr.on('data', (text) => {
      this.#said += text
    })
    const ended = once(daemon, 'exit')
    const listens = once(daemon.stdout, 'data').then(() => true)
    const up = await Promise.race([listens, ended.then(() => false)])
    if (!up && diesBefore === undefined) throw new Error(`the daemon did not come up: ${this.#said}`)
    return up
  }

  get pid(): number {
    return this.#process?.pid ?? 0
  }

  async connect(): Promise<RpcPeer> {
    const peer = new RpcPeer(connect(join(this.folder, 'run', 'libvirt-sock')))
    await peer.call('CONNECT_OPEN', { name: 'qemu:///system', flags: 0 })
    return peer
  }

  /** Resolves when it is gone, by this signal or before it. What it has said is returned. */
  async end(signal: NodeJS.Signals): Promise<string> {
    const daemon = this.#process
    if (daemon && daemon.exitCode === null && daemon.signalCode === null) {
      const ended = once(daemon, 'exit')
      daemon.kill(signal)
      await ended
    }
    return this.#said
  }

  /** What was started beneath its folder, beside the daemon. */
  processes(): Found[] {
    return processesOf(this.folder, this.pid)
  }

  emulators(): Found[] {
    return this.processes().filter(({ kind }) => kind === 'emulator')
  }
}
