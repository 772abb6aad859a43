import { attr, child, element, flag, type Infer, list, optional, union, within } from '../../../formats/xml/declare.ts'
import { anyUint, hex, nonEmpty, oneOf, onOff, string, uint, yesNo } from '../../../formats/xml/scalars.ts'
import { bootField, commonFieldsWithRom } from '../shared/common.ts'
import { authElement } from '../shared/storage/xml.ts'

const pciElement = element('address', {
  domain: optional(attr(hex(4, 0xffff_ffff))),
  bus: optional(attr(hex(2, 0xff))),
  slot: optional(attr(hex(2, 0x1f))),
  function: optional(attr(hex(1, 7))),
})

const hostElement = element('host', { name: attr(nonEmpty), port: optional(attr(nonEmpty)) })

/** What of the host is handed over. */
const sources = union('type', {
  usb: within('source', {
    startupPolicy: optional(attr(oneOf('default', 'mandatory', 'requisite', 'optional'))),
    guestReset: optional(attr(oneOf('off', 'uninitialized', 'on'))),
    vendor: optional(child(element('vendor', { id: attr(hex(4, 0xffff)) }))),
    product: optional(child(element('product', { id: attr(hex(4, 0xffff)) }))),
    from: optional(
      child(
        element('address', {
          bus: optional(attr(anyUint)),
          device: optional(attr(anyUint)),
          port: optional(attr(nonEmpty)),
        }),
      ),
    ),
  }),
  pci: within('source', { writeFiltering: optional(attr(yesNo)), from: optional(child(pciElement)) }),
  scsi: within('source', {
    protocol: optional(attr(oneOf('iscsi', 'adapter'))),
    name: optional(attr(nonEmpty)),
    host: list(hostElement),
    auth: optional(child(authElement)),
    initiator: optional(child(element('initiator', { iqn: child(element('iqn', { name: attr(nonEmpty) })) }))),
    adapter: optional(child(element('adapter', { name: attr(nonEmpty) }))),
    from: optional(
      child(
        element('address', { bus: optional(attr(uint)), target: optional(attr(uint)), unit: optional(attr(uint)) }),
      ),
    ),
  }),
  scsi_host: within('source', { protocol: attr(oneOf('vhost')), wwpn: optional(attr(nonEmpty)) }),
  mdev: within('source', { from: optional(child(element('address', { uuid: attr(nonEmpty) }))) }),
})

export const hostdevElement = element(
  'hostdev',
  {
    mode: optional(attr(oneOf('subsystem', 'capabilities'))),
    driver: optional(
      child(element('driver', { name: optional(attr(oneOf('vfio', 'kvm', 'xen'))), model: optional(attr(string)) })),
    ),
    source: sources,
    managed: optional(attr(yesNo)),
    sgio: optional(attr(oneOf('default', 'filtered', 'unfiltered'))),
    rawio: optional(attr(yesNo)),
    model: optional(
      attr(oneOf('vfio-pci', 'vfio-ccw', 'vfio-ap', 'virtio', 'virtio-transitional', 'virtio-non-transitional')),
    ),
    display: optional(attr(onOff)),
    ramfb: optional(attr(onOff)),
    teaming: optional(
      child(element('teaming', { type: attr(oneOf('persistent', 'transient')), persistent: optional(attr(nonEmpty)) })),
    ),
    readonly: flag(),
    shareable: flag(),
    ...bootField,
    ...commonFieldsWithRom,
  },
  "A device of the host's that the guest gets as its own",
)

export type Hostdev = Infer<typeof hostdevElement>
export type HostdevSource<T extends Hostdev['source']['type']> = Extract<Hostdev['source'], { type: T }>
