import { type ChildProcess, spawn } from 'node:child_process'
import { Socket } from 'node:net'
import { LodgeError, messageOf } from '../../../base/errors.ts'
import type { ProcessIdentity } from '../../host/system.ts'
import { childIdentity } from '../child-identity.ts'
import { mark } from './end.ts'

interface Spawning {
  /** Where what it says goes. */
  log: number
  /** What it inherits, from number 3 on: `pipe` is one end of a socket pair. */
  descriptors: readonly (number | 'pipe')[]
  guestFolder: string
}

export interface SpawnedHelper {
  identity: ProcessIdentity
  /** Says how, once it has ended: `exit status 1`, `signal SIGSEGV`. */
  ended: { how?: string }
  exit: Promise<string>
  /** This process's end of the pair, where there is one. */
  end?: SocketEnd
}

export interface SocketEnd extends Disposable {
  fd: number
}

/** Starts a program in a session of its own, so that it outlives this process; what it makes is for its user alone. */
export function spawnHelper(
  [program = '', ...words]: string[],
  { log, descriptors, guestFolder }: Spawning,
): SpawnedHelper {
  let child: ChildProcess
  const usual = process.umask(0o077)
  try {
    child = spawn(program, words, {
      stdio: ['ignore', log, log, ...descriptors],
      env: { LC_ALL: 'C', PATH: process.env.PATH, [mark]: guestFolder },
      detached: true,
      cwd: '/',
    })
  } catch (error) {
    throw new LodgeError('SYSTEM_ERROR', `cannot run ${program}: ${messageOf(error)}`, { where: program })
  } finally {
    process.umask(usual)
  }
  child.unref()
  const ended: SpawnedHelper['ended'] = {}
  const exit = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(messageOf(error)))
    child.once('exit', (code, signal) => {
      ended.how = signal ? `signal ${signal}` : `exit status ${code}`
      resolve(ended.how)
    })
  })
  const { pid } = child
  if (pid === undefined) throw new LodgeError('SYSTEM_ERROR', `cannot run ${program}`, { where: program })
  const identity = childIdentity({ pid, kill: (signal) => child.kill(signal) })
  return { identity, ended, exit, end: endOf(child.stdio[firstInherited]) }
}

const firstInherited = 3

/** Node would read what is said to QEMU. */
function endOf(stream: unknown): SocketEnd | undefined {
  if (!(stream instanceof Socket)) return undefined
  const { _handle: handle } = stream as Socket & { _handle?: { fd: number; readStop(): void } | null }
  if (!handle) return undefined
  handle.readStop()
  return { fd: handle.fd, [Symbol.dispose]: () => void stream.destroy() }
}
