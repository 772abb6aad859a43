import { deviceKind } from '../kind.ts'
import { checkIommu, checkIommus } from './check.ts'
import { arrangeIommus } from './defaults.ts'
import { iommuParts } from './qemu.ts'
import { iommuElement } from './xml.ts'

export const iommu = deviceKind({
  element: iommuElement,
  alias: (_, index) => `iommu${index}`,
  arrange: arrangeIommus,
  check: checkIommu,
  checkAll: checkIommus,
  address: ({ model }) => (model === 'virtio' ? { bus: 'pci', connect: 'express', integrated: true } : undefined),
  machine: ({ model }) => (model === 'smmuv3' ? { iommu: model } : {}),
  parts: iommuParts,
})
