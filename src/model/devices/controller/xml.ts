import { attr, child, element, type Infer, list, optional, text } from '../../../formats/xml/declare.ts'
import { anyUint, hex, nonEmpty, oneOf, onOff, uint } from '../../../formats/xml/scalars.ts'
import { sizedContent } from '../../../formats/xml/sized.ts'
import { commonFields } from '../shared/common.ts'
import { virtioDriverAttributes } from '../shared/virtio.ts'

export const controllerTypes = [
  'ide',
  'fdc',
  'scsi',
  'sata',
  'virtio-serial',
  'ccid',
  'usb',
  'pci',
  'xenbus',
  'isa',
] as const

const queueElement = element('queue', { id: attr(uint) })

const iothreadElement = element(
  'iothread',
  { id: attr(uint), queue: list(queueElement) },
  'Queues that a thread serves',
)

const driverElement = element(
  'driver',
  {
    queues: optional(attr(uint, 'virtio-scsi: queues of requests')),
    cmd_per_lun: optional(attr(uint, 'requests that wait on one unit')),
    max_sectors: optional(attr(uint, '512-byte sectors of one request')),
    ioeventfd: optional(attr(onOff, 'requests are not waited for by the CPU that makes them')),
    iothread: optional(attr(uint, 'the number of the thread that works for it')),
    ...virtioDriverAttributes,
    iothreads: optional(child(element('iothreads', { iothread: list(iothreadElement) }))),
  },
  'How QEMU runs the controller',
)

/** The same numbers mean something only for some models; libvirt reads them in any base. */
const targetElement = element(
  'target',
  {
    chassisNr: optional(attr(anyUint, 'pci-bridge: 1 to 255')),
    chassis: optional(attr(anyUint, 'PCIe ports: 0 to 255')),
    port: optional(attr(hex(1, 0xff), 'PCIe ports: 0 to 255')),
    busNr: optional(attr(anyUint, 'expander buses: 1 to 254')),
    index: optional(attr(anyUint, 'PCI host bridge of pseries: 0 to 30')),
    hotplug: optional(attr(onOff, 'devices can be plugged into it while the guest runs')),
    memReserve: optional(attr(uint, 'KiB')),
    node: optional(text(uint, 'NUMA node of the guest')),
  },
  'The place of a PCI controller in its topology, as the guest sees it',
)

const masterElement = element(
  'master',
  { startport: attr(uint, 'from 0') },
  'Companion of a USB 2 controller: the first of its ports that this one serves',
)

const modelElement = element('model', { name: attr(nonEmpty) }, "QEMU's own device behind a PCI controller")

export const controllerElement = element(
  'controller',
  {
    type: attr(oneOf(...controllerTypes)),
    index: optional(attr(uint, 'by which addresses name it, from 0 in each type; the first free one where absent')),
    model: optional(attr(nonEmpty, 'depends on the type: ich9-ehci1, qemu-xhci, virtio-scsi, pcie-root-port, …')),
    ports: optional(attr(uint, 'usb (xhci), virtio-serial')),
    vectors: optional(attr(uint, 'virtio-serial')),
    maxGrantFrames: optional(attr(uint, 'xenbus')),
    maxEventChannels: optional(attr(uint, 'xenbus')),
    modelName: optional(child(modelElement)),
    target: optional(child(targetElement)),
    driver: optional(child(driverElement)),
    alias: commonFields.alias,
    master: optional(child(masterElement)),
    acpi: commonFields.acpi,
    address: commonFields.address,
    pcihole64: optional(child(element('pcihole64', { kib: sizedContent('KiB') }))),
  },
  'A bus that other devices are plugged into',
)

export type Controller = Infer<typeof controllerElement>
export type ControllerType = Controller['type']
