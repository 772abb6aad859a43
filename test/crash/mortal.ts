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
      ...['openSync', 'writeSync', 'writeFileSync', 'fsyncSync', 'renameSync', 'rmSync', 'mkdirSync', 'symlinkSync'],
      ...['linkSync', 'unlinkSync', 'fchownSync', 'fchmodSync'],
    ],
  ],
  [childProcess, ['spawn', 'spawnSync', 'execFile', 'execFileSync']],
]

for (const [module, names] of deeds) {
  const calls = module as Calls
  for (const name of names) {
    const real = calls[name]
    calls[name] = (...args) => {
      if (left-- === 0) process.kill(process.pid, 'SIGKILL')
      return real?.(...args)
    }
  }
}
syncBuiltinESMExports()
