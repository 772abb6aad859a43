import { readFileSync } from 'node:fs'

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
  let text: string
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return undefined
  }
  // The name stands in parentheses and may itself hold spaces and parentheses (proc(5)).
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const state = fields[0]
  if (state === 'Z' || state === 'X') return undefined
  return { pid, startTime: Number(fields[19]), boot: bootId() }
}

export function isAlive({ pid, startTime, boot }: ProcessIdentity): boolean {
  const now = identify(pid)
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
