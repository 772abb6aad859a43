import type { Part, Props } from '../../qemu/part.ts'
import type { LaunchContext } from '../context.ts'
import type { AddressOf } from '../shared/address.ts'
import { reconnectProps } from '../shared/reconnect.ts'
import { countNodes, type Image, isEmpty, storageNodes } from '../shared/storage/nodes.ts'
import { Prerequisites } from '../shared/storage/prerequisites.ts'
import { protocolProps } from '../shared/storage/protocols.ts'
import { resolveVolume } from '../shared/storage/volumes.ts'
import { virtioDriver, virtioProps } from '../shared/virtio.ts'
import { busOf } from './defaults.ts'
import { isOwnDrive } from './own-drive.ts'
import { type DiskBus, targetIndex } from './target.ts'
import type { Disk } from './xml.ts'

export function diskParts(disk: Disk, context: LaunchContext): Part[] {
  if (disk.source.type === 'vhostuser') return vhostUserParts(disk, context)
  if (busOf(disk) === 'sd') return sdParts(disk, context)
  // it is plugged in when the guest runs, over an image that is made then
  if (disk.transient?.shareBacking) return []
  if (isEmpty(disk.source)) return [{ make: 'device', props: deviceProps(disk, context, undefined) }]
  const nodes = storageNodes(imageOf(disk, context), context.firstNode, context)
  const parts = [...nodes.parts]
  let top = nodes.top
  if (disk.driver?.copy_on_read) {
    const name = `libvirt-CoR-${disk.target?.dev}`
    parts.push({ make: 'blockdev', props: { driver: 'copy-on-read', 'node-name': name, file: top, discard: 'unmap' } })
    top = name
  }
  const filters = disk.throttlefilters?.throttlefilter ?? []
  const firstFilter = context.firstNode + countNodes(disk.source, disk.backingStore)
  filters.forEach(({ group }, index) => {
    const name = `libvirt-${firstFilter + index}-filter`
    const props = { driver: 'throttle', 'node-name': name, 'throttle-group': `throttle-${group}`, file: top }
    parts.push({ make: 'blockdev', props })
    top = name
  })
  return [...parts, { make: 'device', props: deviceProps(disk, context, top) }]
}

/** QEMU's three switches behind libvirt's words, and whether the guest sees a write cache. */
const caches = {
  none: { direct: true, 'no-flush': false, write: true },
  writeback: { direct: false, 'no-flush': false, write: true },
  writethrough: { direct: false, 'no-flush': false, write: false },
  directsync: { direct: true, 'no-flush': false, write: false },
  unsafe: { direct: false, 'no-flush': true, write: true },
}

/** A disk that others write to as well must not be cached on the host. */
function cacheOf(disk: Disk) {
  const word = disk.driver?.cache ?? (disk.shareable && !disk.readonly ? 'none' : undefined)
  return word && word !== 'default' ? caches[word] : undefined
}

export function imageOf(disk: Disk, context: LaunchContext): Image {
  const { driver } = disk
  const source = resolveVolume(disk.source, context.host) ?? disk.source
  const cache = cacheOf(disk)
  return {
    source,
    format: driver?.type ?? 'raw',
    readonly: disk.readonly,
    optical: isOwnDrive(disk, context),
    cache: cache && { direct: cache.direct, 'no-flush': cache['no-flush'] },
    aio: driver?.io,
    discard: driver?.discard,
    detectZeroes: detectZeroes(disk),
    discardNoUnref: driver?.discard_no_unref,
    metadataCache: driver?.metadata_cache?.max_size?.bytes,
    auth: disk.auth ?? source.auth,
    encryption: disk.encryption ?? source.encryption,
    backing: disk.backingStore,
  }
}

/** Zeroes can only be turned into holes where holes may be made. */
function detectZeroes({ driver }: Disk): string | undefined {
  const word = driver?.detect_zeroes
  return word === 'unmap' && driver?.discard !== 'unmap' ? 'on' : word
}

function deviceProps(disk: Disk, context: LaunchContext, node: string | undefined): Props {
  const cache = cacheOf(disk)
  const scsiLike = busOf(disk) !== 'virtio'
  return {
    ...attachments[busOf(disk)]?.(disk, context),
    'share-rw': disk.shareable || undefined,
    drive: node,
    id: context.alias,
    bootindex: busOf(disk) === 'fdc' ? undefined : context.bootIndex,
    loadparm: context.qemu.devicesTakeLoadparm ? disk.boot?.loadparm : undefined,
    logical_block_size: disk.blockio?.logical_block_size,
    physical_block_size: disk.blockio?.physical_block_size,
    discard_granularity: disk.blockio?.discard_granularity,
    wwn: disk.wwn === undefined ? undefined : BigInt(`0x${disk.wwn}`),
    rotation_rate: disk.target?.rotation_rate,
    vendor: scsiLike ? disk.vendor : undefined,
    product: busOf(disk) === 'scsi' ? disk.product : undefined,
    model: ['ide', 'sata'].includes(busOf(disk)) ? disk.product : undefined,
    removable: disk.target?.removable ?? (busOf(disk) === 'usb' ? false : undefined),
    'write-cache':
      cache && disk.device !== 'cdrom' && disk.device !== 'floppy' ? (cache.write ? 'on' : 'off') : undefined,
    ...geometry(disk),
    serial: disk.serial,
    ...errorPolicy(disk),
  }
}

function geometry({ geometry: given }: Disk): Props {
  return given ? { cyls: given.cyls, heads: given.heads, secs: given.secs, 'bios-chs-trans': given.trans } : {}
}

/** `enospace` is a policy for writes only. */
function errorPolicy({ driver }: Disk): Props {
  const writes = driver?.error_policy
  const reads = driver?.rerror_policy ?? (writes === 'enospace' ? undefined : writes)
  return { werror: writes === 'enospace' ? 'enospc' : writes, rerror: reads }
}

/** Driver and place of a disk by its bus. */
const attachments: Partial<Record<DiskBus, (disk: Disk, context: LaunchContext) => Props>> = {
  virtio: virtioAttachment,
  scsi: scsiAttachment,
  ide: (disk, context) => {
    const { controller = 0, bus = 0, unit = 0 } = driveAddress(disk)
    return {
      driver: disk.device === 'cdrom' ? 'ide-cd' : 'ide-hd',
      bus: `${context.controllerAlias('ide', controller)}.${bus}`,
      unit,
    }
  },
  sata: (disk, context) => {
    const { controller = 0, unit = 0 } = driveAddress(disk)
    return {
      driver: disk.device === 'cdrom' ? 'ide-cd' : 'ide-hd',
      bus: `${context.controllerAlias('sata', controller)}.${unit}`,
    }
  },
  usb: (_, { place }) => ({ driver: 'usb-storage', ...place }),
  fdc: (disk) => ({ driver: 'floppy', unit: driveAddress(disk).unit ?? 0 }),
}

function driveAddress({ address }: Disk): Partial<AddressOf<'drive'>> {
  return address?.type === 'drive' ? address : {}
}

function virtioAttachment(disk: Disk, { place }: LaunchContext): Props {
  const { driver } = disk
  const mapping = driver?.iothreads?.iothread.map(({ id, queue }) => ({
    iothread: `iothread${id}`,
    vqs: queue.length === 0 ? undefined : queue.map((each) => each.id),
  }))
  return {
    driver: virtioDriver('virtio-blk', disk, disk.model),
    scsi: disk.device === 'lun' || undefined,
    iothread: driver?.iothread === undefined ? undefined : `iothread${driver.iothread}`,
    ...virtioProps(driver),
    ioeventfd: driver?.ioeventfd,
    event_idx: driver?.event_idx,
    'num-queues': driver?.queues,
    'queue-size': driver?.queue_size,
    'iothread-vq-mapping': mapping && mapping.length > 0 ? mapping : undefined,
    ...place,
  }
}

/** Controllers that address a drive by one number. */
function isNarrow(model: string | undefined): boolean {
  return ['lsilogic', 'am53c974', 'dc390', 'ncr53c90'].includes(model ?? '')
}

const scsiDrivers: Record<string, string> = { disk: 'scsi-hd', cdrom: 'scsi-cd', lun: 'scsi-block' }

function scsiAttachment(disk: Disk, context: LaunchContext): Props {
  const { controller = 0, bus = 0, target = 0, unit = 0 } = driveAddress(disk)
  const model = context.guest.controllers.find((each) => each.type === 'scsi' && each.index === controller)?.model
  const place = isNarrow(model) ? { 'scsi-id': unit } : { channel: bus, 'scsi-id': target, lun: unit }
  return {
    driver: scsiDrivers[disk.device ?? 'disk'],
    bus: `${context.controllerAlias('scsi', controller)}.0`,
    ...place,
    device_id: disk.device === 'lun' ? undefined : (disk.serial ?? `drive-${context.alias}`),
  }
}

/** A card in the board's own slot, which can only be named in the old way. */
function sdParts(disk: Disk, context: LaunchContext): Part[] {
  const {
    driver: protocol,
    filename,
    ...rest
  } = protocolProps(imageOf(disk, context), new Prerequisites(`libvirt-${context.firstNode}`, context))
  const file = protocol === 'file' || protocol === 'host_device' ? filename : { driver: protocol, filename, ...rest }
  const format = disk.driver?.type ?? 'raw'
  const props = { file, format, readonly: disk.readonly || undefined, if: 'sd', index: targetIndex(disk) }
  return [{ make: 'keyval', option: '-drive', props }]
}

function vhostUserParts(disk: Disk, { alias, place, bootIndex, qemu }: LaunchContext): Part[] {
  const source = disk.source.type === 'vhostuser' ? disk.source : undefined
  const chardev = `chr-vu-${alias}`
  return [
    {
      make: 'keyval',
      option: '-chardev',
      head: 'socket',
      props: { id: chardev, path: source?.path, ...reconnectProps(source?.reconnect, qemu) },
    },
    {
      make: 'device',
      props: {
        driver: virtioDriver('vhost-user-blk', disk, disk.model),
        ...virtioProps(disk.driver),
        'num-queues': disk.driver?.queues,
        'queue-size': disk.driver?.queue_size,
        ...place,
        chardev,
        id: alias,
        bootindex: bootIndex,
      },
    },
  ]
}
