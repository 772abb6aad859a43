import { deviceKind } from '../kind.ts'
import { virtioNeed } from '../shared/virtio.ts'
import { checkMemory, checkModules } from './check.ts'
import { memoryParts } from './qemu.ts'
import { moduleKib } from './sizes.ts'
import { type Memory, memoryElement } from './xml.ts'

/** What modules are called on the command line. */
const prefixes: Record<Memory['model'], string> = {
  dimm: 'dimm',
  nvdimm: 'nvdimm',
  'virtio-mem': 'virtiomem',
  'virtio-pmem': 'virtiopmem',
  'sgx-epc': 'epc',
}

export const memory = deviceKind<Memory>({
  element: memoryElement,
  alias: (device, index) => {
    const slot = device.address?.type === 'dimm' ? device.address.slot : undefined
    return `${prefixes[device.model]}${slot ?? index}`
  },
  complete(device, context) {
    if (context.machine.isPpc64 && context.fresh) {
      device.target.size = { kib: moduleKib(device, context) }
      if (context.guest.numaNodes > 0) device.target.node ??= 0
    }
  },
  check: checkMemory,
  checkAll: checkModules,
  address: ({ model }, context) => {
    if (model === 'sgx-epc') return undefined
    return model.startsWith('virtio-') ? virtioNeed(context) : { bus: 'dimm' }
  },
  identityFromQemu: true,
  machine: ({ model }) => (model === 'nvdimm' ? { nvdimm: true } : {}),
  needs: ({ source, access }) =>
    source?.path
      ? [{ path: source.path, what: 'memory module', access: 'write', shared: access === 'shared' || undefined }]
      : [],
  parts: memoryParts,
})
