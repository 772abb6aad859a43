import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What tests of this run make for themselves is made in one folder, so that what an aborted one has left behind is known by it. */
export default function setup(): () => void {
  // Its name is short because paths of sockets have to be.
  const folder = mkdtempSync(join(tmpdir(), 'l'))
  // Tests start programs as other users, who have folders of their own there.
  chmodSync(folder, 0o1777)
  process.env.TMPDIR = folder
  const sweepOnce = (): void => {
    process.off('exit', sweepOnce)
    sweep(folder)
  }
  // A run that is interrupted tears nothing down; one that is not ends no sooner than what holds the ends of its pipes.
  process.once('exit', sweepOnce)
  return sweepOnce
}

function sweep(folder: string): void {
  const left = processesOf(folder)
  for (const { pid, command } of left) {
    console.error(`left behind by a test, and killed: ${command.slice(0, 200)}`)
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It has just ended, or is not ours.
    }
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}

/** Those that were told of the folder, by a word or by where to put temporary files; this one's own children are Vitest's. */
function processesOf(folder: string): { pid: number; command: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const read = (file: string): string => readFileSync(`/proc/${name}/${file}`, 'utf8')
      try {
        const command = read('cmdline')
        const isOf = command.includes(folder) || read('environ').includes(`TMPDIR=${folder}\0`)
        const isOurs = read('status').includes(`PPid:\t${process.pid}\n`)
        return isOf && !isOurs ? [{ pid: Number(name), command: command.replaceAll('\0', ' ') }] : []
      } catch {
        return []
      }
    })
}
