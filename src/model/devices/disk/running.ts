import { isLayered } from '../../../formats/disk-image/index.ts'
import type { RunningContext } from '../context.ts'
import { isEmpty } from '../shared/storage/nodes.ts'
import type { Disk } from './xml.ts'

/** The numbers of its block nodes: `libvirt-N-format` is the one with that number. */
export function numberImages(disk: Disk, { firstNode }: RunningContext): void {
  const { source, driver } = disk
  if (source.type === 'vhostuser') return
  if (isEmpty(source)) {
    // there is nothing of which it would be the format
    if (driver) driver.type = undefined
    return
  }
  let number = firstNode
  source.index = number++
  // of an image that can lie over another, and does not say what, nothing is said
  if (!isLayered(driver?.type ?? 'raw')) disk.backingStore ??= {}
  for (let below = disk.backingStore; below?.source; below = below.backingStore) {
    below.index ??= number++
    if (!isLayered(below.format?.type ?? 'raw')) below.backingStore ??= {}
  }
}
