import type { Controller } from './xml.ts'

/** What the guest sees of a PCI controller follows from its index and address where nothing is said. */
export function numberTargets(controllers: Controller[]): void {
  for (const controller of controllers) {
    if (controller.type !== 'pci') continue
    const { index = 0, address } = controller
    const { slot = 0, function: part = 0 } = address?.type === 'pci' ? address : {}
    switch (controller.modelName && controller.model) {
      case 'pci-bridge':
        controller.target = { ...controller.target, chassisNr: controller.target?.chassisNr ?? index }
        break
      case 'pcie-root-port':
      case 'pcie-switch-downstream-port': {
        const own = controller.model === 'pcie-root-port' ? (slot << 3) + part : slot
        const { chassis = index, port = own } = controller.target ?? {}
        controller.target = { ...controller.target, chassis, port }
        break
      }
      case 'pci-expander-bus':
      case 'pcie-expander-bus':
        controller.target = { ...controller.target, busNr: controller.target?.busNr ?? freeBusNumber(controllers) }
        break
      case 'pci-root':
        // with a device behind it only where there may be several
        controller.target = { ...controller.target, index: controller.target?.index ?? freeTarget(controllers, index) }
        break
    }
  }
}

const firstBusNumber = 256

/** From the top, every other number, so that bridges behind the bus have one too. */
function freeBusNumber(controllers: readonly Controller[]): number | undefined {
  const lowest = Math.min(firstBusNumber, ...controllers.flatMap(({ target }) => target?.busNr ?? []))
  return lowest > 2 ? lowest - 2 : undefined
}

function freeTarget(controllers: readonly Controller[], index: number): number {
  if (index === 0) return 0
  const taken = new Set(controllers.map(({ target }) => target?.index))
  let free = 1
  while (taken.has(free)) free++
  return free
}
