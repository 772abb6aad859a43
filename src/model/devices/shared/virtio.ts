import { attr, optional } from '../../../formats/xml/declare.ts'
import { onOff } from '../../../formats/xml/scalars.ts'
import type { Machine } from '../../qemu/machine.ts'
import type { Props } from '../../qemu/part.ts'
import type { DeviceContext } from '../context.ts'
import type { AddressNeed, Device } from '../kind.ts'

/** Attributes of `<driver>` that every virtio device has. */
export const virtioDriverAttributes = {
  iommu: optional(attr(onOff)),
  ats: optional(attr(onOff)),
  packed: optional(attr(onOff)),
  page_per_vq: optional(attr(onOff)),
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
export function virtioBus(machine: Machine): 'pci' | 'ccw' | 'virtio-mmio' {
  if (machine.isS390Ccw) return 'ccw'
  return machine.hasPci ? 'pci' : 'virtio-mmio'
}

/** What a virtio device asks for; a transitional model sits on conventional PCI. */
export function virtioNeed({ machine }: DeviceContext, model?: string): AddressNeed {
  const bus = virtioBus(machine)
  if (bus !== 'pci') return { bus }
  const express = machine.hasPcieRoot && model !== 'virtio-transitional'
  return { bus: 'pci', connect: express ? 'express' : 'conventional' }
}

/** QEMU's name of a virtio device by where it sits: `virtio-rng-pci`, `virtio-rng-ccw`, `virtio-rng-device`. */
export function virtioDriver(base: string, device: Device, model?: string): string {
  const suffixes: Record<string, string> = { ccw: 'ccw', 'virtio-mmio': 'device' }
  const bus = suffixes[device.address?.type ?? 'pci'] ?? 'pci'
  const generation = model?.startsWith('virtio-') && bus === 'pci' ? model.slice('virtio'.length) : ''
  return `${base}-${bus}${generation}`
}
