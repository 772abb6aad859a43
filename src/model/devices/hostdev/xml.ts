import { attr, child, element, flag, type Infer, list, optional, union, within } from '../../../formats/xml/declare.ts'
import { anyUint, hex, nonEmpty, oneOf, onOff, string, uint, yesNo } from '../../../formats/xml/scalars.ts'
import { bootField, commonFieldsWithRom } from '../shared/common.ts'
import { authElement } from '../shared/storage/xml.ts'

const pciElement = element('address', {
  domain: optional(attr(hex(4, 0xffff_ffff))),
  bus: optional(attr(hex(2, 0xff), 'as lspci shows it')),
  slot: optional(attr(hex(2, 0x1f), 'as lspci shows it')),
  function: optional(attr(hex(1, 7), 'as lspci shows it')),
})

const hostElement = element('host', { name: attr(nonEmpty), port: optional(attr(nonEmpty)) })

/** What of the host is handed over. */
const sources = union('type', {
  usb: within('source', {
    startupPolicy: optional(
      attr(oneOf('default', 'mandatory', 'requisite', 'optional'), 'whether the guest starts where it is missing'),
    ),
    guestReset: optional(attr(oneOf('off', 'uninitialized', 'on'), 'whether the guest may reset it')),
    vendor: optional(child(element('vendor', { id: attr(hex(4, 0xffff), 'as lsusb shows it') }))),
    product: optional(child(element('product', { id: attr(hex(4, 0xffff)) }))),
    from: optional(
      child(
        element('address', {
          bus: optional(attr(anyUint, 'its number on the host')),
          device: optional(attr(anyUint, 'its number on the bus')),
          port: optional(attr(nonEmpty, 'its place on the bus')),
        }),
      ),
    ),
  }),
  pci: within('source', {
    writeFiltering: optional(attr(yesNo, 'writes into its configuration are checked')),
    from: optional(child(pciElement)),
  }),
  scsi: within('source', {
    protocol: optional(attr(oneOf('iscsi', 'adapter'), 'iscsi, or an adapter of the host')),
    name: optional(attr(nonEmpty, 'iscsi: target/unit')),
    host: list(hostElement),
    auth: optional(child(authElement)),
    initiator: optional(child(element('initiator', { iqn: child(element('iqn', { name: attr(nonEmpty) })) }))),
    adapter: optional(child(element('adapter', { name: attr(nonEmpty, 'scsi_host0, …') }))),
    from: optional(
      child(
        element('address', { bus: optional(attr(uint)), target: optional(attr(uint)), unit: optional(attr(uint)) }),
      ),
    ),
  }),
  scsi_host: within('source', {
    protocol: attr(oneOf('vhost')),
    wwpn: optional(attr(nonEmpty, 'naa.… of the vhost target')),
  }),
  mdev: within('source', {
    from: optional(child(element('address', { uuid: attr(nonEmpty, 'of the mediated device') }))),
  }),
})

export const hostdevElement = element(
  'hostdev',
  {
    mode: optional(attr(oneOf('subsystem', 'capabilities'), 'subsystem; capabilities are for containers')),
    driver: optional(
      child(
        element('driver', {
          name: optional(attr(oneOf('vfio', 'kvm', 'xen'))),
          model: optional(attr(string, "a VFIO driver of the host's that is made for the device")),
        }),
      ),
    ),
    source: sources,
    managed: optional(attr(yesNo, 'taken from its driver at the start and given back at the end')),
    sgio: optional(attr(oneOf('default', 'filtered', 'unfiltered'), 'which SCSI commands of the guest go through')),
    rawio: optional(attr(yesNo, 'QEMU may send any SCSI command')),
    model: optional(
      attr(
        oneOf('vfio-pci', 'vfio-ccw', 'vfio-ap', 'virtio', 'virtio-transitional', 'virtio-non-transitional'),
        'mdev: what it is handed over as; virtio for a vhost target',
      ),
    ),
    display: optional(attr(onOff, 'mdev: the guest sees its screen')),
    ramfb: optional(attr(onOff, 'mdev: a screen while it starts')),
    teaming: optional(
      child(
        element('teaming', {
          type: attr(oneOf('persistent', 'transient'), 'transient: taken away while the guest moves'),
          persistent: optional(attr(nonEmpty, 'the alias of the card that stands in')),
        }),
      ),
    ),
    readonly: flag('the guest can only read it'),
    shareable: flag('several guests may have it'),
    ...bootField,
    ...commonFieldsWithRom,
  },
  "A device of the host's that the guest gets as its own",
)

export type Hostdev = Infer<typeof hostdevElement>
export type HostdevSource<T extends Hostdev['source']['type']> = Extract<Hostdev['source'], { type: T }>
