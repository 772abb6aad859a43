import { isLayered } from '../../../formats/disk-image/index.ts'
import type { DeviceContext } from '../context.ts'
import type { OpenChain } from '../kind.ts'
import { localPath, resolveVolume } from '../shared/storage/volumes.ts'
import type { BackingStore } from '../shared/storage/xml.ts'
import type { Disk } from './xml.ts'

/** What an image lies over is looked for only where its format is one that can: any other's bytes are the guest's own. */
export function openChain(disk: Disk, { host }: DeviceContext): OpenChain | undefined {
  if (!disk.backingStore?.source) {
    const source = resolveVolume(disk.source, host)
    const lay = (below: BackingStore) => {
      disk.backingStore = below
    }
    return disk.backingStore ? undefined : layered(source && localPath(source), disk.driver?.type, lay)
  }
  let last = disk.backingStore
  while (last.backingStore?.source) last = last.backingStore
  const end = last
  const lay = (below: BackingStore) => {
    end.backingStore = below
  }
  return end.backingStore ? undefined : layered(end.source && localPath(end.source), end.format?.type, lay)
}

function layered(path: string | undefined, format = 'raw', lay: OpenChain['lay']): OpenChain | undefined {
  return path !== undefined && isLayered(format) ? { path, format, lay } : undefined
}
