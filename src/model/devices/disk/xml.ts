import { attr, child, element, flag, type Infer, ignored, list, optional, text } from '../../../formats/xml/declare.ts'
import { nonEmpty, oneOf, onOff, string, uint, uint64, yesNo } from '../../../formats/xml/scalars.ts'
import { bootField, commonFields } from '../shared/common.ts'
import {
  authElement,
  backingStoreElement,
  encryptionElement,
  metadataCacheElement,
  sourceField,
} from '../shared/storage/xml.ts'
import { virtioDriverAttributes } from '../shared/virtio.ts'

const queueElement = element('queue', { id: attr(uint) })

const iothreadsElement = element('iothreads', {
  iothread: list(element('iothread', { id: attr(uint), queue: list(queueElement) })),
})

const driverElement = element('driver', {
  name: optional(attr(nonEmpty)),
  type: optional(attr(nonEmpty, 'the format of the image; raw where absent')),
  cache: optional(attr(oneOf('default', 'none', 'writethrough', 'writeback', 'directsync', 'unsafe'))),
  error_policy: optional(attr(oneOf('default', 'stop', 'report', 'ignore', 'enospace'))),
  rerror_policy: optional(attr(oneOf('default', 'stop', 'report', 'ignore'))),
  io: optional(attr(oneOf('default', 'native', 'threads', 'io_uring'))),
  ioeventfd: optional(attr(onOff)),
  event_idx: optional(attr(onOff)),
  copy_on_read: optional(attr(onOff)),
  discard: optional(attr(oneOf('default', 'unmap', 'ignore'))),
  discard_no_unref: optional(attr(onOff)),
  iothread: optional(attr(uint)),
  detect_zeroes: optional(attr(oneOf('default', 'off', 'on', 'unmap'))),
  queues: optional(attr(uint)),
  queue_size: optional(attr(uint)),
  ...virtioDriverAttributes,
  iothreads: optional(child(iothreadsElement)),
  metadata_cache: optional(child(metadataCacheElement)),
})

const geometryElement = element('geometry', {
  cyls: attr(uint),
  heads: attr(uint),
  secs: attr(uint),
  trans: optional(attr(oneOf('auto', 'none', 'lba'))),
})

const blockioElement = element('blockio', {
  logical_block_size: optional(attr(uint)),
  physical_block_size: optional(attr(uint)),
  discard_granularity: optional(attr(uint)),
})

const targetElement = element('target', {
  dev: optional(attr(nonEmpty, 'hda, sda, vda, …: the order of the disk on its bus')),
  bus: optional(attr(oneOf('ide', 'fdc', 'scsi', 'virtio', 'xen', 'usb', 'uml', 'sata', 'sd'))),
  tray: optional(attr(oneOf('open', 'closed'))),
  removable: optional(attr(onOff)),
  rotation_rate: optional(attr(uint)),
})

const limit = optional(text(uint64))

/** Limits of transfers; QEMU is told them when it runs. */
const iotuneElement = element('iotune', {
  total_bytes_sec: limit,
  read_bytes_sec: limit,
  write_bytes_sec: limit,
  total_iops_sec: limit,
  read_iops_sec: limit,
  write_iops_sec: limit,
  total_bytes_sec_max: limit,
  read_bytes_sec_max: limit,
  write_bytes_sec_max: limit,
  total_iops_sec_max: limit,
  read_iops_sec_max: limit,
  write_iops_sec_max: limit,
  size_iops_sec: limit,
  group_name: optional(text(nonEmpty)),
  total_bytes_sec_max_length: limit,
  read_bytes_sec_max_length: limit,
  write_bytes_sec_max_length: limit,
  total_iops_sec_max_length: limit,
  read_iops_sec_max_length: limit,
  write_iops_sec_max_length: limit,
})

const throttleFiltersElement = element('throttlefilters', {
  throttlefilter: list(element('throttlefilter', { group: attr(nonEmpty) })),
})

export const diskElement = element(
  'disk',
  {
    driver: optional(child(driverElement)),
    auth: optional(child(authElement)),
    source: sourceField,
    device: optional(attr(oneOf('disk', 'lun', 'cdrom', 'floppy'))),
    model: optional(attr(oneOf('virtio', 'virtio-transitional', 'virtio-non-transitional'))),
    rawio: optional(attr(yesNo)),
    sgio: optional(attr(oneOf('default', 'filtered', 'unfiltered'))),
    snapshot: optional(attr(oneOf('no', 'internal', 'external', 'manual', 'default'))),
    backingStore: optional(child(backingStoreElement, { keepEmpty: true })),
    backenddomain: optional(child(element('backenddomain', { name: attr(nonEmpty) }))),
    geometry: optional(child(geometryElement)),
    blockio: optional(child(blockioElement)),
    mirror: ignored('element', 'The copy that a block job makes'),
    target: optional(child(targetElement)),
    iotune: optional(child(iotuneElement)),
    throttlefilters: optional(child(throttleFiltersElement)),
    readonly: flag(),
    shareable: flag(),
    transient: optional(child(element('transient', { shareBacking: optional(attr(yesNo)) }), { keepEmpty: true })),
    serial: optional(text(string)),
    wwn: optional(text(nonEmpty)),
    vendor: optional(text(string)),
    product: optional(text(string)),
    encryption: optional(child(encryptionElement)),
    ...bootField,
    ...commonFields,
  },
  'A disk, CD-ROM or floppy drive',
)

export type Disk = Infer<typeof diskElement>
