import { readdirSync, realpathSync } from 'node:fs'

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

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}
