import { attr, child, element, optional, union, within } from '../../../formats/xml/declare.ts'
import { hex, onOff, string, uint } from '../../../formats/xml/scalars.ts'

const zpciElement = element('zpci', { uid: optional(attr(hex(4, 0xffff))), fid: optional(attr(hex(8))) }, 'PCI on s390')

const places = union('type', {
  pci: {
    domain: optional(attr(hex(4, 0xffff))),
    bus: optional(attr(hex(2, 0xff), 'the number of a PCI controller')),
    slot: optional(attr(hex(2, 0x1f), 'of the bus')),
    function: optional(attr(hex(1, 7), 'of the slot')),
    multifunction: optional(attr(onOff, 'other functions share the slot')),
    zpci: optional(child(zpciElement)),
  },
  drive: {
    controller: optional(attr(uint, 'the number of the controller')),
    bus: optional(attr(uint, 'its channel; ide: 0 or 1')),
    target: optional(attr(uint, 'scsi')),
    unit: optional(attr(uint, 'the place on the bus')),
  },
  'virtio-serial': {
    controller: optional(attr(uint, 'the number of the controller')),
    bus: optional(attr(uint)),
    port: optional(attr(uint, 'from 1; 0 is a console')),
  },
  ccid: { controller: optional(attr(uint, 'the number of the controller')), slot: optional(attr(uint, 'on it')) },
  usb: {
    bus: optional(attr(uint, 'the number of the controller')),
    port: optional(attr(string, 'of the controller, and behind dots those of hubs: 1.2')),
  },
  'spapr-vio': { reg: optional(attr(hex(8, Number.MAX_SAFE_INTEGER), 'of the virtual bus')) },
  'virtio-mmio': {},
  'virtio-s390': {},
  ccw: {
    cssid: optional(attr(hex(1, 0xfe), 'channel subsystem; fe is the virtual one')),
    ssid: optional(attr(hex(1, 3), 'subchannel set')),
    devno: optional(attr(hex(4, 0xffff), 'number of the device')),
  },
  isa: { iobase: optional(attr(hex(1, 0xffff), 'first I/O port')), irq: optional(attr(hex(1, 0xff), 'interrupt')) },
  dimm: {
    slot: optional(attr(uint, 'of those that maxMemory opens')),
    base: optional(attr(hex(1, Number.MAX_SAFE_INTEGER), 'guest address')),
  },
  unassigned: {},
})

/** `<address>`: where a device is plugged in, in every form that libvirt knows. */
export const addressField = within('address', { address: optional(places) })

export type Address = NonNullable<ReturnType<ReturnType<typeof places>['read']>>
export type AddressOf<T extends Address['type']> = Extract<Address, { type: T }>
