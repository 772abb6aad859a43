import type { DeviceContext } from '../context.ts'
import { type AddressNeed, deviceKind, type StandIn } from '../kind.ts'
import { virtioNeed } from '../shared/virtio.ts'
import { checkInterface } from './check.ts'
import { completeInterface, isVirtio } from './defaults.ts'
import { interfaceParts } from './qemu.ts'
import { checkInterfaceStart } from './start.ts'
import { type Interface, interfaceElement } from './xml.ts'

export const networkInterface = deviceKind<Interface>({
  element: interfaceElement,
  alias: (_, index) => `net${index}`,
  complete: completeInterface,
  check: checkInterface,
  start: checkInterfaceStart,
  taints: ({ script }) => (script ? ['shell-scripts'] : []),
  address: addressNeed,
  bootsAs: () => 'network',
  standsFor: handedOver,
  capabilities: ({ qemu }) => ({
    backendType: ['default', ...(qemu.schemaHas('netdev_add/stream') ? ['passt'] : [])],
  }),
  parts: interfaceParts,
})

/** A card of the host's own, named in the XML or given by a network. */
function handedOver(device: Interface, { host }: DeviceContext): StandIn | undefined {
  const { backend, managed, teaming, boot, alias, rom, acpi, address } = device
  const plug = backend.type === 'network' ? host.network(backend.network ?? '') : undefined
  const from = backend.type === 'hostdev' ? backend.device : plug?.type === 'hostdev' ? plug.address : undefined
  if (!from) return undefined
  const source = { type: 'pci', from }
  const own = {
    mode: 'subsystem',
    managed,
    source,
    teaming,
    readonly: false,
    shareable: false,
    boot,
    alias,
    rom,
    acpi,
    address,
  }
  return { kind: 'hostdev', device: own, before: backend.type === 'hostdev' }
}

/** Cards of PC Express machines that are express devices by themselves. */
const expressModels = ['e1000e', 'vmxnet3', 'igb']

function addressNeed(device: Interface, context: DeviceContext): AddressNeed | undefined {
  const model = device.model?.type ?? ''
  if (isVirtio(device)) return virtioNeed(context, model)
  if (model === 'usb-net') return { bus: 'usb' }
  if (model === 'spapr-vlan') return { bus: 'spapr-vio', first: 0x1000 }
  if (!context.machine.hasPci || ['lan9118', 'smc91c111'].includes(model)) return undefined
  const express = context.machine.hasPcieRoot && expressModels.includes(model)
  return { bus: 'pci', connect: express ? 'express' : 'conventional' }
}
