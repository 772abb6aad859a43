import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { RpcPeer } from '../support/rpc-peer.ts'

const command = fileURLToPath(new URL('../../src/daemon/command.ts', import.meta.url))
const mortal = new URL('./mortal.ts', import.meta.url).href

/** `lodge serve` in a process of its own, which can be killed, or kills itself somewhere. */
export class CrashingDaemon {
  readonly folder: string
  #process: ChildProcess | undefined
  #said = ''

  constructor(folder: string) {
    this.folder = folder
  }

  /** With a number it dies before its so many-th call that changes something; false where that is before it answers. */
  async start(diesBefore?: number): Promise<boolean> {
    const preload = diesBefore === undefined ? [] : ['--import', mortal]
    const env = { ...process.env, LODGE_TEST_DIES_BEFORE: String(diesBefore) }
    const words = [...preload, command, 'serve', '--root', this.folder]
    const daemon = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'], env })
    this.#process = daemon
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

  /** Emulators that were started beneath its folder, by their guests' names; one that has ended and isn't reaped has no words any more. */
  emulators(): { pid: number; name: string }[] {
    return readdirSync('/proc').flatMap((entry) => {
      if (!/^\d+$/.test(entry)) return []
      try {
        const words = readFileSync(`/proc/${entry}/cmdline`, 'utf8')
        const [, name] = /-name\0guest=([^,\0]+)/.exec(words) ?? []
        return name && words.includes(this.folder) ? [{ pid: Number(entry), name }] : []
      } catch {
        return []
      }
    })
  }
}
