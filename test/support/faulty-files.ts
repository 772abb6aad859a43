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

const state = { fault: undefined as Fault | undefined, after: 0, once: false, half: false, calls: 0 }

/** From the call on that comes after so many, of those that it concerns. `half`: a write does its first part before it fails. */
export function inject(fault: Fault, after: number, { once = false, half = false } = {}): void {
  Object.assign(state, { fault, after, once, half, calls: 0 })
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
  const { fault } = state
  const real = calls[name] as (...args: unknown[]) => unknown
  // A file system that is full or read-only lets files be read.
  if (!fault || !failing[fault].includes(name) || (isHarmless(fault) && isReading(name, args))) return real(...args)
  const nth = state.calls++
  if (nth < state.after || (state.once && nth > state.after)) return real(...args)
  if (nth === state.after && state.half && name === 'writeSync') real(args[0], (args[1] as Uint8Array).subarray(0, 40))
  const error = Object.assign(new Error(`${fault}: ${name}`), { code: fault === 'killed' ? 'EIO' : fault })
  const done = args.at(-1)
  if (name !== 'fsync' || typeof done !== 'function') throw error
  setImmediate(done as (error: Error) => void, error)
  return undefined
}

function isHarmless(fault: Fault): boolean {
  return fault === 'ENOSPC' || fault === 'EROFS'
}

/** O_RDONLY is 0, and the first two bits tell. */
function isReading(name: string, [, flags = 0]: unknown[]): boolean {
  return name === 'openSync' && (typeof flags === 'number' ? (flags & 3) === 0 : flags === 'r')
}
