import { deviceKinds } from '../devices/index.ts'
import { kindsOf } from './world.ts'
import type { Domain } from './xml.ts'

/** Block nodes are numbered kind by kind, in each from the last device to the first, as libvirt does. */
export function firstNodes(domain: Domain): Map<object, number> {
  const nodes = new Map<object, number>()
  let next = 1
  for (const { kind, devices } of kindsOf(domain)) {
    for (const device of devices.toReversed()) {
      const count = kind.blockNodes?.(device) ?? 0
      if (count > 0) nodes.set(device, next)
      next += count
    }
  }
  return nodes
}

/** The disk that QEMU's name of a block node belongs to, its image or one beneath. */
export function diskOfNode(domain: Domain, name: string): Domain['devices']['disk'][number] | undefined {
  const target = /^libvirt-CoR-(.+)$/.exec(name)?.[1]
  if (target !== undefined) return domain.devices.disk.find((disk) => disk.target?.dev === target)
  const number = Number(/^libvirt-(\d+)-/.exec(name)?.[1] ?? Number.NaN)
  const nodes = firstNodes(domain)
  return domain.devices.disk.find((disk) => {
    const first = nodes.get(disk)
    return first !== undefined && number >= first && number < first + (deviceKinds.disk.blockNodes?.(disk) ?? 0)
  })
}
