import type { DeviceContext } from '../context.ts'
import type { AddressNeed } from '../kind.ts'
import { virtioNeed } from '../shared/virtio.ts'
import type { Video } from './xml.ts'

export function videoAddress({ model }: Video, context: DeviceContext): AddressNeed | undefined {
  const { machine } = context
  const type = model?.type
  if (type === 'none' || type === 'ramfb' || (type !== 'virtio' && !machine.hasPci)) return undefined
  const need: AddressNeed = type === 'virtio' ? virtioNeed(context) : { bus: 'pci', connect: 'conventional' }
  if (need.bus !== 'pci') return need
  // the slots where these boards have always had their card
  const slot = machine.isI440fx ? 2 : machine.isQ35 ? 1 : undefined
  return { ...need, fixed: model?.primary && slot !== undefined ? { slot, function: 0 } : undefined }
}
