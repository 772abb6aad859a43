import type { Machine } from '../../qemu/machine.ts'
import type { DeviceContext } from '../context.ts'
import type { Controller } from './xml.ts'

/** Boards' own controllers keep the names that QEMU has for their buses. */
export function controllerAlias({ type, index = 0, model }: Controller, { machine }: DeviceContext): string {
  switch (type) {
    case 'pci':
      if (!hasNumberedPci(machine)) return 'pci'
      return model === 'pcie-root' ? `pcie.${index}` : `pci.${index}`
    case 'ide':
      return index === 0 && machine.hasBuiltinIde ? 'ide' : `ide${index}`
    case 'sata':
      return index === 0 && machine.isQ35 ? 'ide' : `sata${index}`
    case 'usb':
      return index === 0 ? 'usb' : `usb${index}`
    case 'scsi':
      return index === 0 && model === 'ncr53c90' ? 'scsi' : `scsi${index}`
    default:
      return `${type}${index}`
  }
}

/** What the board has is known by QEMU's own name, whatever the definition calls it. */
export function isBuiltIn({ type, index, model }: Controller, machine: Machine): boolean {
  if (index !== 0) return false
  if (type === 'pci') return model === 'pci-root' || model === 'pcie-root'
  if (type === 'ide') return machine.hasBuiltinIde
  return type === 'sata' && machine.isQ35
}

/** Boards for which QEMU has never numbered its PCI bus. */
function hasNumberedPci(machine: Machine): boolean {
  const { arch, isX86, isPpc64, isS390, hasPcieRoot, name } = machine
  return isX86 || isPpc64 || isS390 || hasPcieRoot || (arch === 'ppc' && name !== 'prep')
}
