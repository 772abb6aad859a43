import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { uptime } from 'node:os'
import { isShortage, systemError } from '../files.ts'

/** A process that can't be mistaken for a later one with its number. */
export interface ProcessIdentity {
  pid: number
  /** Clock ticks from the host's start to the process's. */
  startTime: number
  /** Differs after each start of the host. */
  boot: string
}

let boot: string | undefined

function bootId(): string {
  boot ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  return boot
}

/** Who has a number now; undefined where nobody has it, or only a zombie, which is as good as dead. */
export function identify(pid: number): ProcessIdentity | undefined {
  if (pid !== process.pid) return identityOf(pid)
  own ??= identityOf(pid)
  return own
}

/** It stays the same, and is asked for when no file can be opened any more, too. */
let own: ProcessIdentity | undefined

function identityOf(pid: number): ProcessIdentity | undefined {
  const fields = statusFields(pid)
  if (!fields || fields[0] === 'Z' || fields[0] === 'X') return undefined
  return { pid, startTime: Number(fields[19]), boot: bootId() }
}

/** Milliseconds since the epoch, by the host's clock as it goes now; the kernel counts in hundredths of a second. */
export function startOf({ startTime }: ProcessIdentity): number {
  return Math.round(Date.now() - uptime() * 1000 + startTime * 10)
}

/** Nanoseconds that a process has had of the host's CPUs, in hundredths of a second; 0 of one that is gone. */
export function cpuTimeOf(pid: number): number {
  const [user = 0, system = 0] = statusFields(pid)?.slice(11, 13).map(Number) ?? []
  return (user + system) * 10_000_000
}

/** What stands behind a process's name: its state is first. */
function statusFields(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name stands in parentheses and may itself hold spaces and parentheses (proc(5)).
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch (error) {
    return unlessShort(error, pid)
  }
}

/** The numbers of a process's threads. */
export function threadsOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).map(Number)
  } catch {
    return []
  }
}

/** As whom a process runs; undefined where there is none of that number. */
export function userOf(pid: number): number | undefined {
  return statSync(`/proc/${pid}`, { throwIfNoEntry: false })?.uid
}

/** The same with the group; a user's emulator has what that user has. */
export function ownerOf(pid: number): { uid: number; gid: number } | undefined {
  const found = statSync(`/proc/${pid}`, { throwIfNoEntry: false })
  return found && { uid: found.uid, gid: found.gid }
}

export function isAlive({ pid, startTime, boot }: ProcessIdentity): boolean {
  let now: ProcessIdentity | undefined
  try {
    now = identify(pid)
  } catch {
    // It can't be looked at: a process of that number is taken for it, for nothing is cleared away that may be in use.
    return existsSync(`/proc/${pid}`)
  }
  return now !== undefined && now.startTime === startTime && now.boot === boot
}

/** Why a process doesn't end: its state and the kernel function in which it sleeps. */
export function describeProcess(pid: number): string {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const state = text.slice(text.lastIndexOf(')') + 2, text.lastIndexOf(')') + 3)
    const where = readFileSync(`/proc/${pid}/wchan`, 'utf8')
    return `state ${state}${where && where !== '0' ? `, in the kernel's ${where}` : ''}`
  } catch {
    return 'gone'
  }
}

/** A process whose command line ends so, whoever has started it; what runs it on the way, such as setpriv, stands before. */
export function processWith(words: readonly string[]): ProcessIdentity | undefined {
  const wanted = Buffer.from(`${words.join('\0')}\0`)
  for (const name of allNumbers()) {
    if (!/^\d+$/.test(name)) continue
    const found = commandLineOf(Number(name))
    if (found?.length && found.subarray(-wanted.length).equals(wanted)) return identify(Number(name))
  }
  return undefined
}

/** The words that a process was started with; none of one that is gone. */
export function wordsOf(pid: number): string[] {
  return commandLineOf(pid)?.toString().split('\0').slice(0, -1) ?? []
}

/** As the kernel has it: each word with a NUL behind it. */
function commandLineOf(pid: number): Buffer | undefined {
  try {
    return readFileSync(`/proc/${pid}/cmdline`)
  } catch (error) {
    return unlessShort(error, pid)
  }
}

/** One that is gone, or hidden, has nothing to tell. */
function unlessShort(error: unknown, pid: number): undefined {
  if (isShortage(error)) throw systemError(error, `cannot look at process ${pid}`, `/proc/${pid}`)
}

function allNumbers(): string[] {
  try {
    return readdirSync('/proc')
  } catch (error) {
    throw systemError(error, 'cannot look at the processes of this host', '/proc')
  }
}

/** Whether a signal stopped it: it does nothing, not even end, before another lets it go on. */
export function isStopped(pid: number): boolean {
  const [state] = statusFields(pid) ?? []
  return state === 'T' || state === 't'
}

const setpriv = '/usr/bin/setpriv'

/** Words before a command with which it ends when this process does, however that ends; none where there is no setpriv(1). */
export function endingWithUs(): string[] {
  return existsSync(setpriv) ? [setpriv, '--pdeathsig', 'KILL'] : []
}

/** Those that a process has started and that run still. */
export function childrenOf(pid: number): number[] {
  return threadsOf(pid).flatMap((thread) => {
    try {
      return readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
    } catch {
      return []
    }
  })
}

/** Processes that were started with a variable in their environment, `NAME=value`, as far as this process may see that. */
export function processesMarked(variable: string): ProcessIdentity[] {
  const wanted = Buffer.from(`\0${variable}\0`)
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return []
    const found = environmentOf(Number(name))
    const identity = found?.includes(wanted) ? identify(Number(name)) : undefined
    return identity ? [identity] : []
  })
}

/** With a NUL before and behind each variable. */
function environmentOf(pid: number): Buffer | undefined {
  try {
    return Buffer.concat([Buffer.of(0), readFileSync(`/proc/${pid}/environ`)])
  } catch {
    return undefined
  }
}
