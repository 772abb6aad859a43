import { constants } from 'node:os'
import { getSystemErrorMessage, getSystemErrorName } from 'node:util'
import { isMainThread } from 'node:worker_threads'
import { hasKnownStructures } from './abi.ts'
import { type Libc, loadLibc } from './libc.ts'

export interface SpawnRequest {
  program: string
  /** Without the program's own name. */
  args: readonly string[]
  environment: Readonly<Record<string, string>>
  /** What its descriptors from 0 on are; undefined is none, of which it reads nothing. */
  descriptors: readonly (number | undefined)[]
}

export interface SpawnedChild {
  pid: number
  /** Settles with how it ended. */
  ended: Promise<string>
  kill(signal: NodeJS.Signals): void
}

/** Starts a program in a session of its own, in the root folder, with these descriptors and no others. */
export type LightSpawn = (request: SpawnRequest) => SpawnedChild

/** spawn.h: a session of its own, and of signals those that it begins with, none of them ignored or held back. */
const flags = 0x80 | 0x08 | 0x04
/** More than any C library's posix_spawnattr_t, posix_spawn_file_actions_t and sigset_t. */
const roomForStructure = 512

const { errno } = constants
const WNOHANG = 1
const O_RDONLY = 0

let ready: LightSpawn | undefined
let asked = false

/**
 * Node forks: that copies the tables of all of this process's memory and then each page that is written to, which held a
 * daemon of 250 MB for 30 ms where a small one took 2. posix_spawn(3) copies nothing. Undefined while it is not there, which
 * is so for the first program of a process: one that starts no other has no use for it.
 */
export function lightSpawn(): LightSpawn | undefined {
  if (!asked && hasKnownStructures && isMainThread) {
    asked = true
    loadLibc('to start programs without copying this one needs').then(
      (libc) => {
        ready = spawning(libc)
      },
      () => {},
    )
  }
  return ready
}

type Call = (...words: never[]) => number
type SpawnCall = (...words: [Uint8Array, string, Uint8Array, Uint8Array, Uint8Array, Uint8Array]) => number

export function spawning(libc: Libc): LightSpawn {
  const spawn = libc.func<SpawnCall>(
    'int posix_spawnp(void *pid, const char *file, void *actions, void *attributes, void *argv, void *envp)',
  )
  const setUp = attributesOf(libc)
  const actionsOf = describeDescriptors(libc)
  const children = new Children(libc)
  return ({ program, args, environment, descriptors }) => {
    const pid = new Int32Array(1)
    const words = texts(libc, [program, ...args])
    const variables = texts(
      libc,
      Object.entries(environment).map(([name, value]) => `${name}=${value}`),
    )
    using actions = actionsOf(descriptors)
    const error = spawn(bytesOf(pid), program, actions.bytes, setUp, words, variables)
    if (error !== 0) throw systemCallError(error)
    return children.keep(pid[0] ?? 0)
  }
}

function attributesOf(libc: Libc): Uint8Array {
  const attributes = Buffer.alloc(roomForStructure)
  libc.func<Call>('int posix_spawnattr_init(void *attributes)')(attributes as never)
  libc.func<Call>('int posix_spawnattr_setflags(void *attributes, short flags)')(...([attributes, flags] as never[]))
  const [all, none] = [Buffer.alloc(roomForStructure, 0xff), Buffer.alloc(roomForStructure)]
  for (const [name, set] of [
    ['setsigdefault', all],
    ['setsigmask', none],
  ]) {
    libc.func<Call>(`int posix_spawnattr_${name}(void *attributes, const void *set)`)(...([attributes, set] as never[]))
  }
  return attributes
}

/** In the child: all of them above what they are to become, so that none takes another's place, and then down. */
function describeDescriptors(libc: Libc) {
  const func = (declaration: string) => libc.func<Call>(`int posix_spawn_file_actions_${declaration}`) as Call
  const [init, destroy] = [func('init(void *actions)'), func('destroy(void *actions)')]
  const duplicate = func('adddup2(void *actions, int from, int to)')
  const close = func('addclose(void *actions, int fd)')
  const open = func('addopen(void *actions, int fd, const char *path, int flags, unsigned int mode)')
  const enter = func('addchdir_np(void *actions, const char *path)')
  const closeFrom = unlessMissing(() => func('addclosefrom_np(void *actions, int from)'))
  return (descriptors: readonly (number | undefined)[]): Disposable & { bytes: Uint8Array } => {
    const actions = Buffer.alloc(roomForStructure)
    const add = (call: Call, ...words: unknown[]): void => {
      const error = call(...([actions, ...words] as never[]))
      if (error !== 0) throw systemCallError(error)
    }
    add(init)
    const above = Math.max(descriptors.length, ...descriptors.map((each) => (each ?? 0) + 1))
    add(enter, '/')
    for (const [at, each] of descriptors.entries()) {
      if (each === undefined) add(open, above + at, '/dev/null', O_RDONLY, 0)
      else add(duplicate, each, above + at)
    }
    for (const at of descriptors.keys()) {
      add(duplicate, above + at, at)
      add(close, above + at)
    }
    // What this process itself was left by whoever started it is not handed on.
    if (closeFrom) add(closeFrom, descriptors.length)
    return { bytes: actions, [Symbol.dispose]: () => add(destroy) }
  }
}

/** As Node's own have it. All descriptors that are given are open: a number that is none is one more than a process may have. */
function systemCallError(error: number): Error {
  const number = error === errno.EBADF ? errno.EMFILE : error
  return Object.assign(new Error(getSystemErrorMessage(-number)), { code: getSystemErrorName(-number) })
}

/** glibc has had it since 2.34, musl has not. */
function unlessMissing(find: () => Call): Call | undefined {
  try {
    return find()
  } catch {
    return undefined
  }
}

/** Those of this way: Node knows nothing of them, so their ends are asked for whenever any child has ended. */
class Children {
  readonly #wait: (pid: number, status: Uint8Array, options: number) => number
  readonly #running = new Map<number, (how: string) => void>()

  constructor(libc: Libc) {
    this.#wait = libc.func('int waitpid(int pid, void *status, int options)')
    // Before there is any: one may have ended by the time that its number is known.
    process.on('SIGCHLD', () => this.#reap())
  }

  keep(pid: number): SpawnedChild {
    const { promise, resolve } = Promise.withResolvers<string>()
    this.#running.set(pid, resolve)
    return {
      pid,
      ended: promise,
      // Until it is waited for its number is its own.
      kill: (signal) => void (this.#running.has(pid) && process.kill(pid, signal)),
    }
  }

  #reap(): void {
    const status = new Int32Array(1)
    for (const [pid, settle] of this.#running) {
      const found = this.#wait(pid, bytesOf(status), WNOHANG)
      if (found === 0) continue
      this.#running.delete(pid)
      settle(found === pid ? describeEnd(status[0] ?? 0) : 'unknown exit status')
    }
  }
}

/** wait(2): the signal in the lowest bits, the exit status above them. */
function describeEnd(status: number): string {
  const signal = status & 0x7f
  if (signal === 0) return `exit status ${(status >> 8) & 0xff}`
  const [name = String(signal)] = Object.entries(constants.signals).find(([, number]) => number === signal) ?? []
  return `signal ${name}`
}

/** An array of pointers to texts, with a null behind them, and behind that the texts: what is kept for the call is kept whole. */
function texts(libc: Libc, words: readonly string[]): Uint8Array {
  const ends = words.map((word) => Buffer.from(`${word}\0`))
  const pointers = (words.length + 1) * BigUint64Array.BYTES_PER_ELEMENT
  const bytes = Buffer.alloc(ends.reduce((length, each) => length + each.length, pointers))
  const start = libc.addressOf(bytes)
  let offset = pointers
  for (const [at, each] of ends.entries()) {
    bytes.writeBigUInt64LE(start + BigInt(offset), at * BigUint64Array.BYTES_PER_ELEMENT)
    offset += each.copy(bytes, offset)
  }
  return bytes
}

function bytesOf({ buffer }: Int32Array<ArrayBuffer>): Uint8Array {
  return new Uint8Array(buffer)
}
