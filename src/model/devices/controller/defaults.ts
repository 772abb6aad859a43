import type { Machine } from '../../qemu/machine.ts'
import type { DeviceContext } from '../context.ts'
import { controllerModels, usb2Parts } from './models.ts'
import { insertController, numberControllers } from './order.ts'
import type { Controller } from './xml.ts'

/** Adds the controllers that the machine has by itself, numbers all and puts them in order. */
export function arrangeControllers(controllers: Controller[], context: DeviceContext): void {
  const given = controllers.splice(0)
  for (const controller of given) {
    completeCompanion(controller)
    insertController(controllers, controller)
  }
  numberControllers(controllers)
  for (const added of impliedControllers(context)) {
    const there = controllers.some(({ type, index }) => type === added.type && index === added.index)
    if (!there) insertController(controllers, added)
  }
}

/** What the board brings, in the order in which libvirt adds it. */
function impliedControllers(context: DeviceContext): Controller[] {
  const { machine } = context
  const implied: Controller[] = []
  const usb = impliedUsb(context)
  if (usb) implied.push({ type: 'usb', index: 0, model: usb })
  if (machine.isQ35) implied.push({ type: 'sata', index: 0 })
  if (hasPciRoot(context)) implied.push({ type: 'pci', index: 0, model: 'pci-root' })
  if (machine.hasPcieRoot) implied.push({ type: 'pci', index: 0, model: 'pcie-root' })
  return implied
}

/** s390 has PCI only where QEMU can give devices their identity there. */
function hasPciRoot({ machine, qemu }: DeviceContext): boolean {
  return machine.isS390 ? qemu.hasType('zpci') : machine.hasPciRoot
}

const withoutUsb = ['s390x', 's390', 'riscv32', 'riscv64', 'loongarch64', 'sparc']

function impliedUsb(context: DeviceContext): string | undefined {
  const { machine, qemu } = context
  if (withoutUsb.includes(machine.arch) || !machine.hasPci) return undefined
  if (machine.isArm) return machine.name === 'versatilepb' ? armUsb(context) : undefined
  if (machine.isQ35) return firstOf(context, 'qemu-xhci', 'nec-xhci', 'ich9-ehci1')
  if (machine.isX86 && !machine.isI440fx) return undefined
  return defaultUsb(context) ?? (qemu.hasType('piix3-usb-uhci') ? 'piix3-uhci' : undefined)
}

function armUsb(context: DeviceContext): string | undefined {
  return firstOf(context, 'pci-ohci', 'piix3-uhci')
}

/** What a USB controller is that does not say: old models where QEMU has them, because a guest may know them. */
function defaultUsb(context: DeviceContext): string | undefined {
  const { machine, fresh } = context
  if (machine.isS390) return undefined
  if (machine.isPpc64)
    return fresh ? firstOf(context, 'qemu-xhci', 'nec-xhci', 'pci-ohci') : firstOf(context, 'pci-ohci')
  if (machine.arch === 'aarch64') return firstOf(context, 'qemu-xhci', 'nec-xhci')
  if (machine.isLoongarchVirt || machine.isRiscvVirt) return firstOf(context, 'qemu-xhci')
  return firstOf(context, 'piix3-uhci')
}

/** The first model whose device this build has. */
function firstOf({ qemu }: DeviceContext, ...models: string[]): string | undefined {
  return models.find((model) => qemu.hasType(controllerModels.usb[model] ?? ''))
}

function defaultScsi({ machine, qemu }: DeviceContext): string | undefined {
  if (hasBuiltinEsp(machine)) return 'ncr53c90'
  if (machine.isPseries) return 'ibmvscsi'
  if (machine.isS390 || machine.isLoongarchVirt) return 'virtio-scsi'
  if (qemu.hasType('lsi53c895a')) return 'lsilogic'
  return qemu.hasType('virtio-scsi-pci') || qemu.hasType('virtio-scsi-device') ? 'virtio-scsi' : undefined
}

/** Boards whose SCSI controller is soldered on. */
export function hasBuiltinEsp({ arch, name }: Machine): boolean {
  if (arch === 'sparc') return true
  return (arch === 'm68k' && name === 'q800') || (arch.startsWith('mips') && ['magnum', 'pica61'].includes(name))
}

export function completeController(controller: Controller, context: DeviceContext): void {
  dropForeign(controller)
  switch (controller.type) {
    case 'usb':
      controller.model ??= defaultUsb(context)
      break
    case 'scsi':
      if (controller.model === undefined || controller.model === 'auto') controller.model = defaultScsi(context)
      break
    case 'pci':
      completePci(controller, context)
      break
  }
}

/** What means nothing for a type is not kept. */
function dropForeign(controller: Controller): void {
  const { type } = controller
  if (type !== 'usb' && type !== 'virtio-serial') delete controller.ports
  if (type !== 'virtio-serial') delete controller.vectors
}

/** Parts of a USB 2 controller are its companions, whether the XML says so or not. */
function completeCompanion(controller: Controller): void {
  if (controller.type !== 'usb') return
  const startport = usb2Parts[controller.model ?? '']?.startport
  if (startport !== undefined) controller.master ??= { startport }
}

function completePci(controller: Controller, { machine, qemu }: DeviceContext): void {
  const { model = '' } = controller
  const names = controllerModels.pci
  if (model === 'pci-root') {
    if (machine.isPseries) controller.modelName ??= { name: 'spapr-pci-host-bridge' }
    return
  }
  const device = model === 'pcie-root-port' && !qemu.hasType('pcie-root-port') ? 'ioh3420' : names[model]
  if (device) controller.modelName ??= { name: device }
}
