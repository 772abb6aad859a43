/** As Node's modules have them. */
type Calls = Record<string, (...args: unknown[]) => unknown>

/** What takes place before a file of ours is as it should be. */
const makes = ['openSync', 'writeSync', 'writeFileSync', 'mkdirSync', 'renameSync', 'symlinkSync', 'linkSync']
const removes = ['rmSync', 'unlinkSync']
const syncs = ['fsync', 'fsyncSync']

/** Calls that fail with each error, as an operating system has them fail. */
const failing = {
  ENOSPC: makes,
  EROFS: [...makes, ...removes],
  EMFILE: ['openSync', 'writeFileSync', 'readFileSync', 'readdirSync', 'spawn'],
  EIO: [...makes, ...removes, ...syncs],
  /** The process is dead: nothing is done from then on, not even clearing away. */
  killed: [...makes, ...removes, ...syncs],
} satisfies Record<string, string[]>

export type Fault = keyof typeof failing

interface Options {
  /** One call only. */
  once?: boolean
  /** A write does its first part before it fails. */
  half?: boolean
  /** A folder of another file system, which is well. */
  sparing?: string
}

const state = { fault: undefined as Fault | undefined, after: 0, calls: 0, options: {} as Options }

/** What descriptors were opened for. */
const opened = new Map<unknown, string>()

/** From the call on that comes after so many, of those that it concerns. */
export function inject(fault: Fault, after: number, options: Options = {}): void {
  Object.assign(state, { fault, after, options, calls: 0 })
}

/** All is well again. Returns whether anything has failed. */
export function heal(): boolean {
  const failed = state.fault !== undefined && state.calls > state.after
  state.fault = undefined
  return failed
}

/** For `vi.mock` of node:fs or node:child_process. */
export function faulty<T extends object>(real: T): T {
  const calls = real as Calls
  const wrapped = [...new Set<string>(Object.values(failing).flat())]
    .filter((name) => typeof calls[name] === 'function')
    .map((name) => [name, (...args: unknown[]) => attempt(name, calls, args)])
  return { ...real, ...Object.fromEntries(wrapped) }
}

function attempt(name: string, calls: Calls, args: unknown[]): unknown {
  const { fault, after, options } = state
  const real = calls[name] as (...args: unknown[]) => unknown
  const really = (): unknown => {
    const result = real(...args)
    if (name === 'openSync') opened.set(result, String(args[0]))
    return result
  }
  const concerns = fault && failing[fault].includes(name) && !isSpared(fault, name, args)
  if (!concerns) return really()
  const nth = state.calls++
  if (nth < after || (options.once && nth > after)) return really()
  if (nth === after && options.half && name === 'writeSync') real(args[0], (args[1] as Uint8Array).subarray(0, 40))
  const error = Object.assign(new Error(`${fault}: ${name}`), { code: fault === 'killed' ? 'EIO' : fault })
  const done = args.at(-1)
  if (name !== 'fsync' || typeof done !== 'function') throw error
  setImmediate(done as (error: Error) => void, error)
  return undefined
}

function isSpared(fault: Fault, name: string, args: unknown[]): boolean {
  // A file system that is full or read-only lets files be read.
  if ((fault === 'ENOSPC' || fault === 'EROFS') && isReading(name, args)) return true
  const { sparing } = state.options
  const path = typeof args[0] === 'number' ? opened.get(args[0]) : String(args[0])
  return sparing !== undefined && (path?.startsWith(sparing) ?? false)
}

/** O_RDONLY is 0, and the first two bits tell. */
function isReading(name: string, [, flags = 0]: unknown[]): boolean {
  return name === 'openSync' && (typeof flags === 'number' ? (flags & 3) === 0 : flags === 'r')
}
