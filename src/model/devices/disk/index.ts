import { deviceKind } from '../kind.ts'
import { countNodes } from '../shared/storage/nodes.ts'
import { virtioNeed } from '../shared/virtio.ts'
import { diskCapabilities } from './capabilities.ts'
import { openChain } from './chain.ts'
import { checkDisk, checkDisks } from './check.ts'
import { arrangeDisks, busOf, completeDisk } from './defaults.ts'
import { migratableDisk } from './migratable.ts'
import { diskNeeds } from './needs.ts'
import { diskParts } from './qemu.ts'
import { numberImages } from './running.ts'
import { checkDiskStart } from './start.ts'
import { diskTaints } from './taints.ts'
import { targetIndex } from './target.ts'
import { throttleCommands } from './throttle.ts'
import { type Disk, diskElement } from './xml.ts'

export const disk = deviceKind<Disk>({
  element: diskElement,
  alias: diskAlias,
  arrange: arrangeDisks,
  complete: completeDisk,
  check: checkDisk,
  checkAll: checkDisks,
  start: checkDiskStart,
  taints: diskTaints,
  address(device, context) {
    const bus = busOf(device)
    if (bus === 'virtio') return virtioNeed(context, device.model)
    if (bus === 'usb') return { bus: 'usb' }
    return ['scsi', 'ide', 'sata', 'fdc'].includes(bus) ? { bus: 'drive', controller: bus, named: true } : undefined
  },
  bootsAs: ({ device }) => (device === 'floppy' ? 'fd' : device === 'cdrom' ? 'cdrom' : 'hd'),
  blockNodes: ({ source, backingStore, throttlefilters }) =>
    source.type === 'vhostuser' ? 0 : countNodes(source, backingStore) + (throttlefilters?.throttlefilter.length ?? 0),
  chain: openChain,
  reserves: ({ source }) => source.reservations?.managed ?? false,
  needs: diskNeeds,
  commands: (disk, _context, alias) => throttleCommands(disk, alias),
  capabilities: diskCapabilities,
  running: numberImages,
  migratableRun: migratableDisk,
  parts: diskParts,
})

/** Drives are called after their place, others after the number in their name. */
function diskAlias(
  device: Disk,
  _index: number,
  context: { guest: { controllers: readonly { type: string; index: number; model?: string }[] } },
): string {
  const bus = busOf(device)
  const { address } = device
  if (address?.type === 'drive' && bus !== 'virtio') {
    const { controller = 0, bus: channel = 0, target = 0, unit = 0 } = address
    const model = context.guest.controllers.find((each) => each.type === 'scsi' && each.index === controller)?.model
    if (bus === 'scsi' && model !== 'lsilogic') return `scsi${controller}-${channel}-${target}-${unit}`
    return `${bus}${controller}-${channel}-${unit}`
  }
  return `${bus}-disk${targetIndex(device)}`
}
