import type { DeviceContext } from '../context.ts'
import type { AddressNeed, PciNeed } from '../kind.ts'
import { virtioNeed } from '../shared/virtio.ts'
import { usb2Parts } from './models.ts'
import type { Controller } from './xml.ts'

const conventional: PciNeed = { bus: 'pci', connect: 'conventional' }

export function controllerNeed(controller: Controller, context: DeviceContext): AddressNeed | undefined {
  const { machine } = context
  const { type, index, model = '' } = controller
  const first = index === 0
  switch (type) {
    case 'pci':
      return bridgeNeed(controller, context)
    case 'usb':
      return usbNeed(controller, context)
    case 'scsi':
      return scsiNeed(model, context)
    case 'virtio-serial':
      return virtioNeed(context, model)
    case 'ide':
      if (first && machine.hasBuiltinIde)
        return machine.isI440fx ? { ...conventional, fixed: { slot: 1, function: 1 } } : undefined
      return conventional
    case 'sata':
      return first && machine.isQ35 ? { ...conventional, fixed: { slot: 0x1f, function: 2 } } : conventional
    case 'ccid':
      return { bus: 'usb' }
    default:
      return undefined
  }
}

function bridgeNeed({ model = '' }: Controller, { machine }: DeviceContext): PciNeed | undefined {
  switch (model) {
    case 'pci-root':
    case 'pcie-root':
      return undefined
    case 'dmi-to-pci-bridge':
      return { bus: 'pci', connect: model, fixed: machine.isQ35 ? { slot: 0x1e, function: 0 } : undefined }
    case 'pcie-root-port':
    case 'pcie-switch-upstream-port':
    case 'pcie-switch-downstream-port':
    case 'pcie-to-pci-bridge':
    case 'pci-bridge':
    case 'pci-expander-bus':
    case 'pcie-expander-bus':
      return { bus: 'pci', connect: model }
    default:
      return undefined
  }
}

function usbNeed({ model = '', index = 0 }: Controller, { machine }: DeviceContext): PciNeed | undefined {
  const express = machine.hasPcieRoot
  if (model === 'none' || model.startsWith('qusb')) return undefined
  if (['qemu-xhci', 'nec-xhci'].includes(model)) {
    return { bus: 'pci', connect: express ? 'express' : 'conventional' }
  }
  const part = usb2Parts[model]
  if (!part)
    return index === 0 && model === 'piix3-uhci' && machine.isI440fx
      ? { ...conventional, fixed: { slot: 1, function: 2 } }
      : conventional
  // the places that the first two have on real boards
  const fixed =
    machine.isQ35 && part.multifunction
      ? [0x1d, 0x1a].map((slot) => ({ slot, function: 0, multifunction: true }))
      : undefined
  return {
    ...conventional,
    fixed,
    together: { word: `usb${index}`, function: part.function, multifunction: part.multifunction },
  }
}

function scsiNeed(model: string, context: DeviceContext): AddressNeed | undefined {
  if (model.startsWith('virtio-')) return virtioNeed(context, model)
  if (model === 'ibmvscsi') return { bus: 'spapr-vio', first: 0x2000 }
  return model === 'ncr53c90' ? undefined : conventional
}
