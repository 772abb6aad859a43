import type { PciNeed } from '../../../devices/kind.ts'

type Connect = PciNeed['connect']

/** What a PCI controller's bus takes. */
export interface BusModel {
  accepts: readonly Connect[]
  /** Slots. */
  first: number
  last: number
  /** Devices are put there without being asked to: not where nothing can be unplugged. */
  automatic: boolean
}

const bridgeSlots: readonly Connect[] = ['conventional', 'pci-bridge']
const portSlot: BusModel = {
  accepts: ['express', 'pcie-switch-upstream-port', 'pcie-to-pci-bridge'],
  first: 0,
  last: 0,
  automatic: true,
}

export const busModels: Record<string, BusModel> = {
  'pci-root': { accepts: [...bridgeSlots, 'pci-expander-bus'], first: 1, last: 31, automatic: true },
  'pcie-root': {
    accepts: ['express', 'pcie-root-port', 'dmi-to-pci-bridge', 'pcie-to-pci-bridge', 'pcie-expander-bus'],
    first: 1,
    last: 31,
    automatic: false,
  },
  'pci-bridge': { accepts: bridgeSlots, first: 1, last: 31, automatic: true },
  'pcie-to-pci-bridge': { accepts: bridgeSlots, first: 1, last: 31, automatic: true },
  'dmi-to-pci-bridge': { accepts: bridgeSlots, first: 0, last: 31, automatic: false },
  'pci-expander-bus': { accepts: bridgeSlots, first: 0, last: 31, automatic: true },
  'pcie-expander-bus': { accepts: ['pcie-root-port', 'dmi-to-pci-bridge'], first: 0, last: 31, automatic: false },
  'pcie-root-port': portSlot,
  'pcie-switch-downstream-port': portSlot,
  'pcie-switch-upstream-port': { accepts: ['pcie-switch-downstream-port'], first: 0, last: 31, automatic: false },
}

const endpoints: readonly Connect[] = ['conventional', 'express']
const wantsPort: readonly Connect[] = [...endpoints, 'pcie-to-pci-bridge']

/**
 * Whether a device may sit on a bus. A place that the user names may be PCI or PCIe for any device, and without hot-plug.
 */
export function fits(need: PciNeed, bus: BusModel, isRoot: boolean, named: boolean): boolean {
  const { connect } = need
  const endpoint = endpoints.includes(connect)
  if (need.integrated && !isRoot) return false
  if (named) {
    if (endpoint) return bus.accepts.some((each) => endpoints.includes(each)) || bus.accepts.length === 0
    return bus.accepts.includes(connect) || (connect === 'pci-bridge' && bus.accepts.includes('conventional'))
  }
  if (need.integrated) return true
  return bus.accepts.includes(connect) && (!wantsPort.includes(connect) || bus.automatic)
}
