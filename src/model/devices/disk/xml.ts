import { attr, child, element, flag, type Infer, ignored, list, optional, text } from '../../../formats/xml/declare.ts'
import { nonEmpty, oneOf, onOff, string, uint, yesNo } from '../../../formats/xml/scalars.ts'
import { bootField, commonFields } from '../shared/common.ts'
import {
  authElement,
  backingStoreElement,
  encryptionElement,
  metadataCacheElement,
  sourceField,
} from '../shared/storage/xml.ts'
import { throttleFields } from '../shared/throttle.ts'
import { virtioDriverAttributes } from '../shared/virtio.ts'

const queueElement = element('queue', { id: attr(uint) })

const iothreadsElement = element('iothreads', {
  iothread: list(element('iothread', { id: attr(uint), queue: list(queueElement) })),
})

const driverElement = element('driver', {
  name: optional(attr(nonEmpty, 'the program behind it: qemu')),
  type: optional(attr(nonEmpty, 'the format of the image; raw where absent')),
  cache: optional(
    attr(
      oneOf('default', 'none', 'writethrough', 'writeback', 'directsync', 'unsafe'),
      "how the host's page cache is used; none goes round it",
    ),
  ),
  error_policy: optional(
    attr(
      oneOf('default', 'stop', 'report', 'ignore', 'enospace'),
      'what an error of writing does: pause the guest, tell it, nothing, or pause it where there is no space left',
    ),
  ),
  rerror_policy: optional(
    attr(oneOf('default', 'stop', 'report', 'ignore'), 'the same for reading; error_policy where absent'),
  ),
  io: optional(
    attr(
      oneOf('default', 'native', 'threads', 'io_uring'),
      'how QEMU reads and writes; native needs cache none or directsync',
    ),
  ),
  ioeventfd: optional(attr(onOff, 'requests are not waited for by the CPU that makes them')),
  event_idx: optional(attr(onOff, 'fewer interrupts and notifications')),
  copy_on_read: optional(attr(onOff, 'what is read from below is copied into this image')),
  discard: optional(
    attr(oneOf('default', 'unmap', 'ignore'), 'unmap: blocks that the guest discards are given back to the host'),
  ),
  discard_no_unref: optional(attr(onOff, 'qcow2: discarded clusters keep their places in the file')),
  iothread: optional(attr(uint, 'the number of the thread that works for it')),
  detect_zeroes: optional(
    attr(oneOf('default', 'off', 'on', 'unmap'), 'zeroes that are written become holes; unmap discards them'),
  ),
  queues: optional(attr(uint, 'virtio: queues of requests')),
  queue_size: optional(attr(uint, 'virtio: entries of a queue, a power of two')),
  ...virtioDriverAttributes,
  iothreads: optional(child(iothreadsElement)),
  metadata_cache: optional(child(metadataCacheElement)),
})

const geometryElement = element('geometry', {
  cyls: attr(uint, 'cylinders'),
  heads: attr(uint, 'heads'),
  secs: attr(uint, 'sectors of a track'),
  trans: optional(attr(oneOf('auto', 'none', 'lba'), 'how the BIOS translates it')),
})

const blockioElement = element('blockio', {
  logical_block_size: optional(attr(uint, 'bytes: the smallest piece that can be read or written')),
  physical_block_size: optional(attr(uint, 'bytes: a piece of the medium itself')),
  discard_granularity: optional(attr(uint, 'bytes: the smallest piece that can be discarded')),
})

const targetElement = element('target', {
  dev: optional(attr(nonEmpty, 'hda, sda, vda, …: the order of the disk on its bus')),
  bus: optional(
    attr(
      oneOf('ide', 'fdc', 'scsi', 'virtio', 'xen', 'usb', 'uml', 'sata', 'sd'),
      'what it is plugged into; from the letters of dev where absent',
    ),
  ),
  tray: optional(attr(oneOf('open', 'closed'), 'of a drive whose medium can be changed')),
  removable: optional(attr(onOff, 'the guest takes it for one that can be pulled out; usb')),
  rotation_rate: optional(attr(uint, 'turns in a minute; 1 is a solid-state disk')),
})

const throttleFiltersElement = element('throttlefilters', {
  throttlefilter: list(
    element('throttlefilter', { group: attr(nonEmpty, 'the name of a throttle group of the guest') }),
  ),
})

export const diskElement = element(
  'disk',
  {
    driver: optional(child(driverElement)),
    auth: optional(child(authElement)),
    source: sourceField,
    device: optional(
      attr(
        oneOf('disk', 'lun', 'cdrom', 'floppy'),
        "disk where absent; lun hands the guest's SCSI commands to the device of the host",
      ),
    ),
    model: optional(attr(oneOf('virtio', 'virtio-transitional', 'virtio-non-transitional'))),
    rawio: optional(attr(yesNo, 'QEMU may send any SCSI command')),
    sgio: optional(attr(oneOf('default', 'filtered', 'unfiltered'), 'which SCSI commands of the guest go through')),
    snapshot: optional(
      attr(oneOf('no', 'internal', 'external', 'manual', 'default'), 'how it takes part in snapshots of the guest'),
    ),
    backingStore: optional(child(backingStoreElement, { keepEmpty: true })),
    backenddomain: optional(child(element('backenddomain', { name: attr(nonEmpty) }))),
    geometry: optional(child(geometryElement)),
    blockio: optional(child(blockioElement)),
    mirror: ignored('element', 'The copy that a block job makes'),
    target: optional(child(targetElement)),
    iotune: optional(child(element('iotune', throttleFields))),
    throttlefilters: optional(child(throttleFiltersElement)),
    readonly: flag('the guest can only read it'),
    shareable: flag('several guests may write to it'),
    transient: optional(
      child(
        element(
          'transient',
          { shareBacking: optional(attr(yesNo, 'several guests may have the image below')) },
          'what is written is thrown away when the guest ends',
        ),
        { keepEmpty: true },
      ),
    ),
    serial: optional(text(string, 'the serial number that the guest sees')),
    wwn: optional(text(nonEmpty, 'its World Wide Name: 16 hexadecimal digits')),
    vendor: optional(text(string, 'scsi: the maker, up to 8 characters')),
    product: optional(text(string, 'scsi: the product, up to 16 characters')),
    encryption: optional(child(encryptionElement)),
    ...bootField,
    ...commonFields,
  },
  'A disk, CD-ROM or floppy drive',
)

export type Disk = Infer<typeof diskElement>
