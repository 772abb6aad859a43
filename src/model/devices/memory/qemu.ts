import type { Part, Props } from '../../qemu/part.ts'
import type { LaunchContext } from '../context.ts'
import { virtioDriver } from '../shared/virtio.ts'
import { moduleKib } from './sizes.ts'
import type { Memory } from './xml.ts'

export function memoryParts(device: Memory, context: LaunchContext): Part[] {
  const backend = `mem${context.alias}`
  const { source, target } = device
  const plugged = device.model === 'virtio-mem'
  const parts = context.memoryBackend({
    id: backend,
    bytes: moduleKib(device, context) * 1024,
    node: target.node,
    access: device.model === 'virtio-pmem' ? 'shared' : device.access,
    discard: device.discard,
    pageKib: source?.pagesize?.kib,
    hostNodes: source?.nodemask,
    path: source?.path,
    align: source?.alignsize && source.alignsize.kib * 1024,
    pmem: source?.pmem || undefined,
    // what is plugged bit by bit must not be taken from the host at once
    reserve: plugged ? false : undefined,
  })
  return [...parts, { make: 'device', props: { ...deviceProps(device, backend), ...context.place, id: context.alias } }]
}

function deviceProps(device: Memory, memdev: string): Props {
  const { target, address } = device
  const bytes = (size: { kib: number } | undefined) => size && size.kib * 1024
  if (device.model === 'virtio-mem' || device.model === 'virtio-pmem') {
    return {
      driver: virtioDriver(device.model, device),
      node: target.node,
      'block-size': bytes(target.block),
      'requested-size': bytes(target.requested),
      memdev,
      // huge pages are taken before the guest gets them, so that it cannot die of their lack
      prealloc: device.model === 'virtio-mem' && device.source?.pagesize ? true : undefined,
      memaddr: target.address?.base,
      'dynamic-memslots': target.dynamicMemslots,
    }
  }
  const dimm = address?.type === 'dimm' ? address : undefined
  return {
    driver: device.model === 'dimm' ? 'pc-dimm' : 'nvdimm',
    node: target.node,
    'label-size': bytes(target.label?.size),
    uuid: device.uuid,
    memdev,
    slot: dimm?.slot,
    addr: dimm?.base,
  }
}
