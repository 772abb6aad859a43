import type { ProcessorFacts } from '../../../model/capabilities/index.ts'
import { type KernelFiles, kernelFiles } from './kernel-files.ts'

export interface Processor extends ProcessorFacts {
  /** 0 where the kernel doesn't say. */
  mhz: number
}

const fastest = 1_000_000

/** The first CPU as the kernel describes it. */
export function processor(files: KernelFiles = kernelFiles()): Processor {
  const fields = new Map<string, string>()
  for (const line of files.text('/proc/cpuinfo').split('\n')) {
    const colon = line.indexOf(':')
    if (colon < 0) continue
    const name = line.slice(0, colon).trim()
    if (!fields.has(name)) fields.set(name, line.slice(colon + 1).trim())
  }
  const number = (name: string) => numberOf(fields.get(name))
  const flags = fields.get('flags') ?? fields.get('Features') ?? ''
  return {
    vendor: fields.get('vendor_id'),
    family: number('cpu family'),
    model: number('model'),
    stepping: number('stepping'),
    microcode: number('microcode'),
    flags: flags.split(/\s+/).filter(Boolean),
    physicalBits: numberOf(/^(\d{1,3}) bits physical/.exec(fields.get('address sizes') ?? '')?.[1]),
    mhz: megahertz(fields.get('cpu MHz') ?? fields.get('clock')) ?? scaledMegahertz(files),
  }
}

/** Decimal, or hexadecimal with `0x`, 32 bits. */
function numberOf(text: string | undefined): number | undefined {
  if (text === undefined || !/^(\d{1,10}|0x[0-9a-f]{1,8})$/i.test(text)) return undefined
  return Number(text) <= 0xffff_ffff ? Number(text) : undefined
}

/** `2596.120`, or with a unit behind it on POWER. */
function megahertz(text: string | undefined): number | undefined {
  const digits = /^(\d{1,8})(\.\d*)?(MHz)?$/.exec(text ?? '')?.[1]
  return digits !== undefined && Number(digits) <= fastest ? Number(digits) : undefined
}

function scaledMegahertz(files: KernelFiles): number {
  const mhz = Math.floor(files.number('/sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq', 0) / 1000)
  return mhz <= fastest ? mhz : 0
}
