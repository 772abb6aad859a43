import type { BackingStore } from '../shared/storage/xml.ts'
import type { Disk } from './xml.ts'

/** That an image lies over nothing is kept; what was found beneath one is found again. */
export function migratableDisk(disk: Disk, live: Disk): void {
  if (disk.target?.dev === live.target?.dev) closeEnd(disk, live)
}

function closeEnd(image: Layered, live: Layered): void {
  if (!live.backingStore) return
  if (!live.backingStore.source) image.backingStore ??= {}
  else if (image.backingStore?.source) closeEnd(image.backingStore, live.backingStore)
}

interface Layered {
  backingStore?: BackingStore
}
