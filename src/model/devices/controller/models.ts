import type { ControllerType } from './xml.ts'

/** QEMU's device behind each model of a controller; an empty name is part of the board, or no device at all. */
export const controllerModels: Record<ControllerType, Record<string, string>> = {
  ide: { piix3: '', piix4: '', ich6: '' },
  fdc: {},
  scsi: {
    auto: '',
    buslogic: '',
    lsilogic: 'lsi',
    lsisas1068: 'mptsas1068',
    lsisas1078: 'megasas',
    vmpvscsi: 'pvscsi',
    ibmvscsi: 'spapr-vscsi',
    'virtio-scsi': 'virtio-scsi',
    'virtio-transitional': 'virtio-scsi',
    'virtio-non-transitional': 'virtio-scsi',
    ncr53c90: '',
    dc390: 'dc390',
    am53c974: 'am53c974',
  },
  sata: {},
  'virtio-serial': {
    virtio: 'virtio-serial',
    'virtio-transitional': 'virtio-serial',
    'virtio-non-transitional': 'virtio-serial',
  },
  ccid: {},
  usb: {
    'piix3-uhci': 'piix3-usb-uhci',
    'piix4-uhci': 'piix4-usb-uhci',
    ehci: 'usb-ehci',
    'ich9-ehci1': 'ich9-usb-ehci1',
    'ich9-uhci1': 'ich9-usb-uhci1',
    'ich9-uhci2': 'ich9-usb-uhci2',
    'ich9-uhci3': 'ich9-usb-uhci3',
    'vt82c686b-uhci': 'vt82c686b-usb-uhci',
    'pci-ohci': 'pci-ohci',
    'nec-xhci': 'nec-usb-xhci',
    qusb1: '',
    qusb2: '',
    'qemu-xhci': 'qemu-xhci',
    none: '',
  },
  pci: {
    'pci-root': '',
    'pcie-root': '',
    'pci-bridge': 'pci-bridge',
    'dmi-to-pci-bridge': 'i82801b11-bridge',
    'pcie-to-pci-bridge': 'pcie-pci-bridge',
    'pcie-root-port': 'pcie-root-port',
    'pcie-switch-upstream-port': 'x3130-upstream',
    'pcie-switch-downstream-port': 'xio3130-downstream',
    'pci-expander-bus': 'pxb',
    'pcie-expander-bus': 'pxb-pcie',
  },
  xenbus: {},
  isa: {},
}

/** The parts of an ICH9's USB 2 controller share a slot: each has its function there, and the ports that it serves. */
export const usb2Parts: Record<string, { function: number; startport?: number; multifunction?: boolean }> = {
  'ich9-ehci1': { function: 7 },
  'ich9-uhci1': { function: 0, startport: 0, multifunction: true },
  'ich9-uhci2': { function: 1, startport: 2 },
  'ich9-uhci3': { function: 2, startport: 4 },
}
