import childProcess from 'node:child_process'
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

/** Preloaded into a daemon: it is killed just before the call with this number, of those that change something outside of it. */
let left = Number(process.env.LODGE_TEST_DIES_BEFORE)

type Calls = Record<string, (...args: unknown[]) => unknown>

const deeds: [module: unknown, names: string[]][] = [
  [
    fs,
    [
      ...['openSync', 'writeSync', 'writeFileSync', 'fsyncSync', 'fsync', 'renameSync', 'rmSync', 'mkdirSync'],
      ...['symlinkSync', 'linkSync', 'unlinkSync', 'chmodSync', 'fchownSync', 'fchmodSync'],
    ],
  ],
  [childProcess, ['spawn', 'spawnSync', 'execFile', 'execFileSync']],
]

const { writeSync } = fs
/** What descriptors were opened for. */
const opened = new Map<unknown, unknown>()

/** Its last words: the call, and what for. */
function die(name: string, [first]: unknown[]): void {
  writeSync(2, `\ndies before ${name} ${typeof first === 'number' ? opened.get(first) : first}\n`)
  process.kill(process.pid, 'SIGKILL')
}

/** A program's own files are opened, too. */
function isForWriting(flags: unknown): boolean {
  return typeof flags === 'number' ? (flags & 3) !== 0 : typeof flags === 'string' && flags !== 'r'
}

for (const [module, names] of deeds) {
  const calls = module as Calls
  for (const name of names) {
    const real = calls[name]
    calls[name] = (...args) => {
      const changes = name !== 'openSync' || isForWriting(args[1])
      if (changes && left-- === 0) die(name, args)
      const result = real?.(...args)
      if (name === 'openSync') opened.set(result, args[0])
      return result
    }
  }
}
syncBuiltinESMExports()
