import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { connect, type Host, open } from '../../src/index.ts'
import { Libvirtd } from '../support/libvirtd.ts'
import type { Face, Opened } from './face.ts'

const emulator = '/usr/bin/qemu-system-x86_64'
const lodge = fileURLToPath(new URL('../../bin/lodge', import.meta.url))

export const inProcess: Face = {
  name: 'open()',
  skips: {},
  async open() {
    const folder = scratch()
    return opened({ folder, host: await open({ root: join(folder, 'state') }), end: async () => {} })
  },
}

export const ownDaemon: Face = {
  name: 'connect() to lodge serve',
  skips: {},
  async open() {
    const folder = scratch()
    const root = join(folder, 'state')
    const daemon = spawn(lodge, ['serve', '--root', root], { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(daemon.stdout, 'data')
    const host = await connect(`qemu+unix:///system?socket=${root}/run/libvirt-sock`)
    const end = async (): Promise<void> => {
      daemon.kill()
      await once(daemon, 'exit')
    }
    return opened({ folder, host, end })
  },
}

const noProcedure = "libvirt's protocol has no procedure for it"

export const libvirtd: Face = {
  name: "connect() to libvirt's own daemon",
  missing: Libvirtd.missing,
  skips: {
    'a definition is completed without being kept': noProcedure,
    'what only the machine knows of a run': noProcedure,
    "a definition's share of the processors is changed": 'a daemon of a session has no control groups there',
    'CPU time of all of a guest': 'a daemon of a session has no control groups there',
    'everything that is wrong with a definition is said': `${noProcedure}: the first thing is`,
  },
  async open() {
    const folder = scratch()
    const daemon = await Libvirtd.start([emulator])
    const host = await connect(`qemu+unix:///session?socket=${daemon.socket}`)
    return opened({ folder, host, end: async () => daemon[Symbol.asyncDispose]() })
  },
}

/** Open to the user who is nobody, too. */
function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lodge-face-'))
  chmodSync(folder, 0o755)
  return folder
}

interface Parts {
  folder: string
  host: Host
  end(): Promise<void>
}

/** What cases leave behind fails them, and is gone all the same. */
function opened({ folder, host, end }: Parts): Opened {
  return {
    ...{ folder, host },
    [Symbol.asyncDispose]: async () => {
      const domains = await host.domains()
      for (const domain of domains) {
        if (await domain.isActive()) await domain.destroy().catch(() => {})
        if (await domain.isPersistent().catch(() => false)) await domain.undefine()
      }
      await host[Symbol.asyncDispose]()
      await end()
      const left = processesNaming(folder)
      for (const pid of left) process.kill(pid, 'SIGKILL')
      rmSync(folder, { recursive: true, force: true })
      expect({ domains: domains.map(({ name }) => name), left }).toEqual({ domains: [], left: [] })
    },
  }
}

function processesNaming(folder: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder)
      } catch {
        return false
      }
    })
    .map(Number)
}
