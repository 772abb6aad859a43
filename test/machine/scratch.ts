import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { expect } from 'vitest'
import type { OpenOptions } from '../../src/api/index.ts'
import { open } from '../../src/index.ts'
import { type BootSector, bootSector } from './boot-sector.ts'

type LocalHost = Awaited<ReturnType<typeof open>>

/** SeaBIOS reads by cylinder, head and sector, and sees no cylinder on a smaller disk. */
const diskSize = 512 * 1024

/** A folder, and a host that keeps everything in it; when it is disposed of nothing of either may be left. */
export class Scratch implements AsyncDisposable {
  readonly folder: string
  readonly host: LocalHost

  private constructor(folder: string, host: LocalHost) {
    this.folder = folder
    this.host = host
  }

  static async make({ warn }: Pick<OpenOptions, 'warn'> = {}): Promise<Scratch> {
    const folder = mkdtempSync(join(tmpdir(), 'lodge-machine-'))
    return new Scratch(folder, await open({ root: join(folder, 'state'), warn }))
  }

  path(name: string): string {
    return join(this.folder, name)
  }

  disk(name: string, sector: BootSector): string {
    const bytes = new Uint8Array(diskSize)
    bytes.set(bootSector(sector))
    writeFileSync(this.path(name), bytes)
    return this.path(name)
  }

  /** Processes whose command line names the folder. */
  processes(): number[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .filter((pid) => {
        try {
          return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(this.folder)
        } catch {
          return false
        }
      })
      .map(Number)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const left = this.processes()
    for (const pid of left) process.kill(pid, 'SIGKILL')
    await this.host[Symbol.asyncDispose]()
    const run = this.path('state/run')
    // The number of the last guest stays, so that no later one gets it.
    rmSync(join(run, 'ids'), { recursive: true, force: true })
    const files = readdirSync(this.folder).includes('state') ? filesUnder(run) : []
    rmSync(this.folder, { recursive: true, force: true })
    expect({ left, files }).toEqual({ left: [], files: [] })
  }
}

function filesUnder(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map(({ name }) => name)
  } catch {
    return []
  }
}

export interface PcOptions {
  name?: string
  type?: string
  arch?: string
  machine?: string
  disk?: string
  /** More elements of `<os>`, of `<devices>` and of `<domain>`. */
  os?: string
  devices?: string
  more?: string
}

/** A small PC with a serial port. */
export function pc(options: PcOptions = {}): string {
  const { name = 'pc', type = 'qemu', arch = 'x86_64', machine = 'pc', disk } = options
  const { os = '', devices = '', more = '' } = options
  const drive = disk
    ? `<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='${disk}'/><target dev='vda' bus='virtio'/></disk>`
    : ''
  return `<domain type='${type}'>
  <name>${name}</name>
  <memory unit='MiB'>64</memory>
  <os><type arch='${arch}' machine='${machine}'>hvm</type>${os}</os>
  <features><acpi/></features>${more}
  <devices>${drive}<serial type='pty'/><memballoon model='none'/>${devices}</devices>
</domain>`
}

/** What a console says until it matches; fails with all that it said where it ends first. */
export async function hear(console: Duplex, expected: RegExp): Promise<string> {
  const decoder = new TextDecoder()
  let said = ''
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const listen = (chunk: Uint8Array): void => {
    said += decoder.decode(chunk, { stream: true })
    if (expected.test(said)) resolve(said)
  }
  const end = (): void => reject(new Error(`the console ended without ${expected}; it said: ${said}`))
  console.on('data', listen).once('end', end).once('close', end)
  try {
    return await promise
  } finally {
    console.off('data', listen).off('end', end).off('close', end)
  }
}
