import { qemuMac } from '../../../base/mac.ts'
import type { DeviceContext } from '../context.ts'
import type { Interface } from './xml.ts'

export function completeInterface(device: Interface, context: DeviceContext): void {
  device.mac ??= { address: qemuMac(context.host.random(3)) }
  if (device.backend.type !== 'hostdev') {
    device.model ??= { type: device.backend.type === 'vdpa' ? 'virtio' : defaultModel(context) }
  }
  dropMeaningless(device)
}

/** Interfaces whose packets pass the host's own stack, where they can be filtered. */
const filtered = ['ethernet', 'network', 'bridge']

/** What only virtio cards have a use for is not kept for others; nor is what says what is so without it. */
function dropMeaningless(device: Interface): void {
  if (!isVirtio(device)) {
    delete device.driver
    delete device.settings?.vhost
  }
  if (!filtered.includes(device.backend.type)) delete device.filterref
  if (device.driver?.queues !== undefined && device.driver.queues <= 1) delete device.driver.queues
  if (device.coalesce?.rx?.frames?.max === 0) delete device.coalesce
}

/** The card that each machine's guests have long had a driver for. */
function defaultModel({ machine, qemu }: DeviceContext): string {
  if (machine.isS390 || machine.isRiscvVirt || machine.isArmVirt || machine.arch === 'loongarch64') return 'virtio'
  if (machine.isArm) return machine.name === 'versatilepb' ? 'smc91c111' : 'lan9118'
  return ['rtl8139', 'e1000'].find((model) => qemu.hasType(model)) ?? 'virtio'
}

/** Transitional and non-transitional too. */
export function isVirtio({ model }: Interface): boolean {
  return model?.type.startsWith('virtio') ?? false
}
