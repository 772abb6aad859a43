import type { Disk } from './xml.ts'

/** `hd`, `sd`, `vd`, … and the number that the letters after it stand for: `vdaa` is 26. Undefined for other names. */
export function parseTarget(name: string): { prefix: string; index: number } | undefined {
  const match = /^(fd|hd|sd|vd|xvd|ubd)([a-z]+)\d*$/.exec(name)
  if (!match?.[1] || !match[2] || match[2].length > 5) return undefined
  let index = 0
  for (const letter of match[2]) index = index * 26 + (letter.charCodeAt(0) - 96)
  return { prefix: match[1], index: index - 1 }
}

export type DiskBus = NonNullable<NonNullable<Disk['target']>['bus']>

const buses: Record<string, DiskBus> = {
  fd: 'fdc',
  hd: 'ide',
  sd: 'scsi',
  vd: 'virtio',
  xvd: 'xen',
  ubd: 'uml',
}

/** The bus that a device name suggests. */
export function busOfTarget(name: string): DiskBus | undefined {
  const target = parseTarget(name)
  return target && buses[target.prefix]
}

export function targetIndex(disk: Disk): number {
  return parseTarget(disk.target?.dev ?? '')?.index ?? 0
}
