import type { PciNeed } from '../../../devices/kind.ts'
import type { World } from '../../world.ts'
import { busModels } from './buses.ts'

/** The controllers that libvirt adds when a device finds no place. */
export function growthOf({ machine, qemu }: World): (need: PciNeed, buses: readonly string[]) => readonly string[] {
  return ({ connect }, buses) => {
    switch (connect) {
      case 'express':
      case 'pcie-to-pci-bridge':
      case 'pcie-switch-upstream-port':
        return buses[0] === 'pcie-root' ? ['pcie-root-port'] : []
      case 'pcie-switch-downstream-port':
        return ['pcie-switch-upstream-port']
      case 'conventional':
      case 'pci-bridge':
        if (machine.isPseries) return ['pci-root']
        if (buses.some((model) => busModels[model]?.accepts.includes('pci-bridge'))) return ['pci-bridge']
        return qemu.hasType('pcie-pci-bridge')
          ? ['pcie-root-port', 'pcie-to-pci-bridge']
          : ['dmi-to-pci-bridge', 'pci-bridge']
      default:
        return []
    }
  }
}
