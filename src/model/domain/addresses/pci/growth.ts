import type { PciNeed } from '../../../devices/kind.ts'
import type { World } from '../../world.ts'
import { busModels } from './buses.ts'

/** The controllers that libvirt adds when a device finds no place: last the one that it is plugged into. */
export function growthOf({ machine, qemu }: World): (need: PciNeed, buses: readonly string[]) => readonly string[] {
  return ({ connect }, buses) => {
    switch (connect) {
      case 'express':
      case 'pcie-switch-upstream-port':
        return buses[0] === 'pcie-root' ? ['pcie-root-port'] : []
      case 'conventional':
      case 'pci-bridge':
        if (machine.isPseries) return ['pci-root']
        if (buses.some((model) => busModels[model]?.accepts.includes('pci-bridge'))) return ['pci-bridge']
        return [...(qemu.hasType('pcie-pci-bridge') ? behindPort : behindDmi)]
      default:
        return []
    }
  }
}

const behindPort = ['pcie-root-port', 'pcie-to-pci-bridge']
const behindDmi = ['dmi-to-pci-bridge', 'pci-bridge']
