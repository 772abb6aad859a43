import { attr, child, element, optional, union, within } from '../../../formats/xml/declare.ts'
import { hex, onOff, string, uint } from '../../../formats/xml/scalars.ts'

const zpciElement = element('zpci', { uid: optional(attr(hex(4, 0xffff))), fid: optional(attr(hex(8))) }, 'PCI on s390')

const places = union('type', {
  pci: {
    domain: optional(attr(hex(4, 0xffff))),
    bus: optional(attr(hex(2, 0xff))),
    slot: optional(attr(hex(2, 0x1f))),
    function: optional(attr(hex(1, 7))),
    multifunction: optional(attr(onOff)),
    zpci: optional(child(zpciElement)),
  },
  drive: {
    controller: optional(attr(uint)),
    bus: optional(attr(uint)),
    target: optional(attr(uint)),
    unit: optional(attr(uint)),
  },
  'virtio-serial': { controller: optional(attr(uint)), bus: optional(attr(uint)), port: optional(attr(uint)) },
  ccid: { controller: optional(attr(uint)), slot: optional(attr(uint)) },
  usb: { bus: optional(attr(uint)), port: optional(attr(string)) },
  'spapr-vio': { reg: optional(attr(hex(8, Number.MAX_SAFE_INTEGER))) },
  'virtio-mmio': {},
  'virtio-s390': {},
  ccw: { cssid: optional(attr(hex(1, 0xfe))), ssid: optional(attr(hex(1, 3))), devno: optional(attr(hex(4, 0xffff))) },
  isa: { iobase: optional(attr(hex(1, 0xffff))), irq: optional(attr(hex(1, 0xff))) },
  dimm: { slot: optional(attr(uint)), base: optional(attr(hex(1, Number.MAX_SAFE_INTEGER))) },
  unassigned: {},
})

/** `<address>`: where a device is plugged in, in every form that libvirt knows. */
export const addressField = within('address', { address: optional(places) })

export type Address = NonNullable<ReturnType<ReturnType<typeof places>['read']>>
export type AddressOf<T extends Address['type']> = Extract<Address, { type: T }>
