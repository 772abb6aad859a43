import { type KernelFiles, kernelFiles } from './kernel-files.ts'

/** Nanoseconds since the host's start. */
export interface CpuTimes {
  user: number
  system: number
  idle: number
  iowait: number
}

/** The kernel counts for programs in hundredths of a second, whatever its own clock (proc(5)). */
const tick = 10_000_000

/** A line has at most some 200 letters, and there are some thousand CPUs. */
const limit = 2 << 20

/** Of all CPUs together under undefined, and of each that is on under its number. */
export function cpuTimes(files: KernelFiles = kernelFiles()): Map<number | undefined, CpuTimes> {
  const found = new Map<number | undefined, CpuTimes>()
  for (const [, number, text = ''] of files.text('/proc/stat', limit).matchAll(/^cpu(\d{1,5})? +([\d ]{1,400})$/gm)) {
    const ticks = text.trim().split(/ +/).map(Number)
    const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0] = ticks
    if (!ticks.every(Number.isSafeInteger)) continue
    found.set(number === undefined ? undefined : Number(number), {
      user: (user + nice) * tick,
      system: (system + irq + softirq) * tick,
      idle: idle * tick,
      iowait: iowait * tick,
    })
  }
  return found
}
