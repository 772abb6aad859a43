import { type KernelFiles, kernelFiles } from './kernel-files.ts'
import { numbersIn } from './numbers.ts'
import { pageSize } from './page-size.ts'

/** What a process has had of the host. */
export interface ProcessUse {
  /** Nanoseconds of CPUs in its own code and in the kernel, in hundredths of a second. */
  user: number
  system: number
  /** KiB of memory that it has now. */
  resident: number
}

/** What a thread of a process has had of the host's CPUs, in nanoseconds. */
export interface ThreadUse {
  time: number
  /** Slept for others, where the kernel counts it. */
  wait: number
  /** Could have run, had there been a CPU. */
  delay: number
  /** The CPU that it was on last. */
  cpu: number
}

/** The kernel counts for programs in hundredths of a second, whatever its own clock (proc(5)). */
const tick = 10_000_000

/** Of a process that is gone nothing. */
export function processUse(pid: number, files: KernelFiles = kernelFiles()): ProcessUse | undefined {
  const fields = statusFields(files.text(`/proc/${pid}/stat`, limit))
  if (!fields) return undefined
  const [user = 0, system = 0] = fields.slice(11, 13)
  return { user: user * tick, system: system * tick, resident: ((fields[21] ?? 0) * pageSize()) / 1024 }
}

export function threadUse(pid: number, thread: number, files: KernelFiles = kernelFiles()): ThreadUse | undefined {
  const folder = `/proc/${pid}/task/${thread}`
  const fields = statusFields(files.text(`${folder}/stat`, limit))
  if (!fields) return undefined
  const [user = 0, system = 0] = fields.slice(11, 13)
  const [, delay = 0] = (files.line(`${folder}/schedstat`) ?? '').split(' ').map(Number)
  return { time: (user + system) * tick, wait: waitOf(folder, files), delay, cpu: fields[36] ?? 0 }
}

/** The host's CPUs that a thread may run on. */
export function threadCpus(pid: number, thread: number, files: KernelFiles = kernelFiles()): number[] {
  const text = files.text(`/proc/${pid}/task/${thread}/status`, limit)
  return numbersIn(/^Cpus_allowed_list:\s*(\S+)$/m.exec(text)?.[1] ?? '')
}

const limit = 8192

/** Numbers behind a process's name, its state among them as one that is none: the name may hold anything (proc(5)). */
function statusFields(text: string): number[] | undefined {
  const end = text.lastIndexOf(')')
  return end < 0
    ? undefined
    : text
        .slice(end + 2)
        .split(' ')
        .map(Number)
}

/** The file is long and slow to make: it isn't read where the kernel doesn't count. */
function waitOf(folder: string, files: KernelFiles): number {
  if (files.number('/proc/sys/kernel/sched_schedstats', 0) === 0) return 0
  const found = /^(?:se\.statistics\.)?wait_sum\s*:\s*(\d{1,12})\.(\d{6})$/m.exec(files.text(`${folder}/sched`, limit))
  return found ? Number(found[1]) * 1_000_000 + Number(found[2]) : 0
}
