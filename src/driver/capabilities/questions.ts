import type { MachineFacts } from '../../model/qemu/facts.ts'

/**
 * What is asked of every build. Recorded conversations hold the answers to these and to nothing else, so a question
 * that is added here is answered "absent" by older recordings.
 */
export const devicesToAskAbout = [
  'ICH9-LPC',
  'PIIX4_PM',
  'VGA',
  'ide-hd',
  'intel-iommu',
  'kvm-pit',
  'mch',
  'nvdimm',
  'pcie-root-port',
  'qxl',
  'scsi-hd',
  'spapr-pci-host-bridge',
  'usb-host',
  'usb-redir',
  'usb-storage',
  'vfio-pci',
  'vhost-user-fs-device',
  'virtio-balloon-ccw',
  'virtio-balloon-device',
  'virtio-balloon-pci',
  'virtio-blk-ccw',
  'virtio-blk-pci',
  'virtio-gpu-ccw',
  'virtio-gpu-device',
  'virtio-gpu-pci',
  'virtio-iommu-pci',
  'virtio-mem-pci',
  'virtio-net-ccw',
  'virtio-net-pci',
  'virtio-scsi-ccw',
  'virtio-scsi-pci',
  'vmware-svga',
] as const

export const objectsToAskAbout = [
  'generic-pc-machine',
  'max-arm-cpu',
  'max-x86_64-cpu',
  'memory-backend-file',
  'memory-backend-memfd',
  'none-machine',
] as const

/** Families of machines whose newest version is asked about under the name that goes on being right. */
const familiesToAskAbout = ['pseries', 'virt']

/** QOM type of a machine family as the facts name it, and the type of the version that answers for it. */
export function machineTypesToAskAbout(machines: readonly MachineFacts[]): { family: string; typename: string }[] {
  return familiesToAskAbout.flatMap((family) => {
    const machine = machines.find(({ name, alias }) => name === family || alias === family)
    return machine ? [{ family: `${family}-machine`, typename: `${machine.name}-machine` }] : []
  })
}
