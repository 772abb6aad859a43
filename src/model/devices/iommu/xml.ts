import { attr, child, element, type Infer, optional } from '../../../formats/xml/declare.ts'
import { oneOf, onOff, uint } from '../../../formats/xml/scalars.ts'
import { commonFields } from '../shared/common.ts'

const driverElement = element('driver', {
  intremap: optional(attr(onOff, 'interrupts are remapped too')),
  caching_mode: optional(attr(onOff, 'for devices that are passed through')),
  eim: optional(attr(onOff, 'extended interrupts: more than 255 CPUs')),
  iotlb: optional(attr(onOff, "devices' own address caches")),
  aw_bits: optional(attr(uint, 'width of addresses')),
  dma_translation: optional(attr(onOff, 'off: only interrupts')),
})

export const iommuElement = element(
  'iommu',
  {
    model: attr(oneOf('intel', 'smmuv3', 'virtio'), 'intel for q35, smmuv3 for Arm'),
    driver: optional(child(driverElement)),
    ...commonFields,
  },
  "Translates devices' memory accesses",
)

export type Iommu = Infer<typeof iommuElement>
