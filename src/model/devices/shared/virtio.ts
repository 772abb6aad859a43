import { attr, optional } from '../../../formats/xml/declare.ts'
import { onOff } from '../../../formats/xml/scalars.ts'
import type { Props } from '../../qemu/part.ts'
import type { CapabilityContext, DeviceContext } from '../context.ts'
import type { AddressNeed, Device } from '../kind.ts'

/** Attributes of `<driver>` that every virtio device has. */
export const virtioDriverAttributes = {
  iommu: optional(attr(onOff, "memory is reached through the guest's IOMMU")),
  ats: optional(attr(onOff, 'the device caches translated addresses (PCI ATS)')),
  packed: optional(attr(onOff, 'packed queues')),
  page_per_vq: optional(attr(onOff, 'a page for the notifications of each queue')),
}

interface VirtioOptions {
  iommu?: boolean
  ats?: boolean
  packed?: boolean
  page_per_vq?: boolean
}

/** The properties behind them. */
export function virtioProps(driver: VirtioOptions | undefined): Props {
  return {
    iommu_platform: driver?.iommu,
    ats: driver?.ats,
    packed: driver?.packed,
    'page-per-vq': driver?.page_per_vq,
  }
}

/** How a virtio device is attached on this machine. */
export function virtioBus({ machine, guest }: DeviceContext): 'pci' | 'ccw' | 'virtio-mmio' {
  if (machine.isS390Ccw) return 'ccw'
  // the boards of PCs have no other transport, so that one without PCI has none
  if (machine.isX86 && !machine.isMicrovm) return 'pci'
  const choice = machine.isArmVirt || machine.isRiscvVirt
  return machine.hasPci && !(choice && guest.usesMmio) ? 'pci' : 'virtio-mmio'
}

/** What a virtio device asks for; a transitional model sits on conventional PCI. */
export function virtioNeed(context: DeviceContext, model?: string): AddressNeed {
  const bus = virtioBus(context)
  if (bus !== 'pci') return { bus }
  const express = context.machine.hasPcieRoot && model !== 'virtio-transitional'
  return { bus: 'pci', connect: express ? 'express' : 'conventional' }
}

const suffixes: Record<string, 'ccw' | 'device'> = { ccw: 'ccw', 'virtio-mmio': 'device' }

/** How QEMU's names of virtio devices end, by where the device sits. */
export function virtioSuffix({ address }: Device): 'pci' | 'ccw' | 'device' {
  return suffixes[address?.type ?? 'pci'] ?? 'pci'
}

/** QEMU's name of a virtio device by where it sits: `virtio-rng-pci`, `virtio-rng-ccw`, `virtio-rng-device`. */
export function virtioDriver(base: string, device: Device, model?: string): string {
  const bus = virtioSuffix(device)
  const generation = model?.startsWith('virtio-') && bus === 'pci' ? model.slice('virtio'.length) : ''
  return `${base}-${bus}${generation}`
}

/** A build has a virtio device, wherever it is plugged in. */
export function hasVirtio(base: string, { qemu }: Pick<CapabilityContext, 'qemu'>): boolean {
  return ['pci', 'ccw', 'device'].some((bus) => qemu.hasType(`${base}-${bus}`))
}

/** The models of a virtio device that a build has. */
export function virtioModels(base: string, context: Pick<CapabilityContext, 'qemu'>): string[] {
  const generations = ['transitional', 'non-transitional']
  return [
    ...(hasVirtio(base, context) ? ['virtio'] : []),
    ...generations.filter((each) => context.qemu.hasType(`${base}-pci-${each}`)).map((each) => `virtio-${each}`),
  ]
}
