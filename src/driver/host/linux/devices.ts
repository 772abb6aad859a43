import { readdirSync, realpathSync } from 'node:fs'
import { kernelFiles } from './kernel-files.ts'

/** The device of a GPU that guests may draw with. */
export function renderNode(): string | undefined {
  const [name] = namesIn('/dev/dri').filter((name) => /^renderD\d+$/.test(name))
  return name && `/dev/dri/${name}`
}

/** The generic device of a SCSI unit; adapters are called `scsi_host3`. */
/** By the name that the kernel gives to such drives; a link to one counts. */
export function isOpticalDrive(path: string): boolean {
  try {
    return /^\/dev\/sr\d+$/.test(realpathSync(path))
  } catch {
    return false
  }
}

export function scsiGeneric(adapter: string, bus: number, target: number, unit: number): string | undefined {
  const host = /^scsi_host(\d+)$/.exec(adapter)?.[1]
  if (host === undefined) return undefined
  const [name] = namesIn(`/sys/class/scsi_device/${host}:${bus}:${target}:${unit}/device/scsi_generic`)
  return name && `/dev/${name}`
}

/** Bytes, by the device's number. */
export function blockDeviceSize(device: number): number {
  // As the C library packs both parts into one number (gnu_dev_major, gnu_dev_minor).
  const wide = BigInt(device)
  const major = ((wide >> 8n) & 0xfffn) | ((wide >> 32n) & ~0xfffn)
  const minor = (wide & 0xffn) | ((wide >> 12n) & ~0xffn)
  return kernelFiles().number(`/sys/dev/block/${major}:${minor}/size`, 0) * 512
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}
