import type { Report } from '../../report.ts'
import type { DeviceContext } from '../context.ts'
import { controllerModels } from './models.ts'
import type { Controller } from './xml.ts'

type TargetKey = keyof NonNullable<Controller['target']>

/** Which members of `<target>` a model has. */
const targetKeys: Record<string, readonly TargetKey[]> = {
  'pci-root': ['index', 'node', 'hotplug'],
  'pcie-root': [],
  'pci-bridge': ['chassisNr', 'memReserve'],
  'dmi-to-pci-bridge': [],
  'pcie-to-pci-bridge': [],
  'pcie-root-port': ['chassis', 'port', 'hotplug', 'memReserve'],
  'pcie-switch-upstream-port': [],
  'pcie-switch-downstream-port': ['chassis', 'port', 'hotplug'],
  'pci-expander-bus': ['busNr', 'node'],
  'pcie-expander-bus': ['busNr', 'node'],
}

const limits: Partial<Record<TargetKey, readonly [least: number, most: number]>> = {
  chassisNr: [1, 255],
  chassis: [0, 255],
  port: [0, 255],
  busNr: [1, 254],
  index: [0, 30],
}

export function checkPci(controller: Controller, context: DeviceContext, report: Report): void {
  const { index = 0, model, address } = controller
  const root = model === 'pci-root' || model === 'pcie-root'
  if (model === undefined) {
    report.invalid(controller, `PCI controller ${index} needs a model`)
    return
  }
  if (index > 255) report.invalid(controller, `PCI controllers have an index up to 255, not ${index}`)
  if (root && address) report.unsupported(controller, `a ${model} is plugged into nothing: it has no address`)
  const several = model === 'pci-root' && context.machine.isPseries
  if (root && index > 0 && !several) report.invalid(controller, `a ${model} has index 0, not ${index}`)
  if (index === 0) checkRoot(controller, context, report)
  checkMachine(controller, context, report)
  checkModelName(controller, context, report)
  checkTarget(controller, context, report)
  if (address?.type === 'pci' && (address.bus ?? 0) >= index && model === 'pci-bridge') {
    report.invalid(
      controller,
      `PCI controller ${index} is plugged into bus ${address.bus ?? 0}: its index must be greater than that of its bus`,
    )
  }
}

function checkRoot(controller: Controller, { machine }: DeviceContext, report: Report): void {
  const expected = machine.hasPcieRoot ? 'pcie-root' : machine.hasPciRoot ? 'pci-root' : undefined
  if (expected && controller.model !== expected) {
    report.invalid(controller, `PCI controller 0 of ${machine.name} is a ${expected}, not a ${controller.model}`)
  }
}

function checkMachine(controller: Controller, { machine }: DeviceContext, report: Report): void {
  const { model } = controller
  if (model === 'pci-expander-bus' && !machine.isI440fx) {
    report.unsupported(controller, `${machine.name} takes no pci-expander-bus: only i440fx machines do`)
  }
  if (model === 'pcie-expander-bus' && !machine.isQ35 && !machine.isArmVirt) {
    report.unsupported(controller, `${machine.name} takes no pcie-expander-bus: only q35 and virt machines do`)
  }
}

/** QEMU's devices that may stand behind a model. */
function devicesBehind(model: string, isPseries: boolean): string[] {
  if (model === 'pci-root') return isPseries ? ['spapr-pci-host-bridge'] : []
  if (model === 'pcie-root-port') return ['pcie-root-port', 'ioh3420']
  return [controllerModels.pci[model] ?? ''].filter(Boolean)
}

function checkModelName(controller: Controller, { machine, qemu }: DeviceContext, report: Report): void {
  const { model = '', modelName } = controller
  if (!modelName) return
  const allowed = devicesBehind(model, machine.isPseries)
  if (!allowed.includes(modelName.name)) {
    report.unsupported(
      modelName,
      `a ${model} is ${allowed.join(' or ') || 'no device'} for QEMU, not '${modelName.name}'`,
    )
  } else if (!qemu.hasType(modelName.name)) {
    report.unsupported(modelName, `${qemu.binary} has no device '${modelName.name}'`)
  }
}

function checkTarget(controller: Controller, { machine, guest }: DeviceContext, report: Report): void {
  const { index = 0, model = '', target = {} } = controller
  const allowed = targetKeys[model] ?? []
  for (const key of Object.keys(target) as TargetKey[]) {
    const value = target[key]
    const [least, most] = limits[key] ?? [0, Number.MAX_SAFE_INTEGER]
    if (!allowed.includes(key)) {
      report.unsupported(controller, `<target> of a ${model} has no '${key}'`)
    } else if (typeof value === 'number' && (value < least || value > most)) {
      report.invalid(controller, `${key} of PCI controller ${index} is ${value}: expected ${least} to ${most}`)
    }
  }
  if (model === 'pci-root') checkHostBridge(controller, machine.isPseries, report)
  if (target.node !== undefined && target.node >= guest.numaNodes) {
    report.unsupported(
      controller,
      `PCI controller ${index} is on NUMA node ${target.node}, which the guest does not have`,
    )
  }
}

function checkHostBridge({ index = 0, target = {} }: Controller, isPseries: boolean, report: Report): void {
  if (!isPseries) {
    for (const key of ['index', 'node'] as const) {
      if (target[key] !== undefined) report.unsupported(target, `<target> of this machine's pci-root has no '${key}'`)
    }
    return
  }
  if ((index === 0) !== ((target.index ?? index) === 0)) {
    report.unsupported(target, 'the PCI controller with index 0, and no other, has target index 0')
  }
  if (index === 0 && target.node !== undefined) {
    report.unsupported(target, 'the PCI controller with index 0 is on no NUMA node')
  }
}
