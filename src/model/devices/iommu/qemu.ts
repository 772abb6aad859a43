import type { Part } from '../../qemu/part.ts'
import type { LaunchContext } from '../context.ts'
import type { Iommu } from './xml.ts'

/** Which devices there are depends on it, so it is made first; that of ARM is a word of the machine. */
export function iommuParts({ model, driver = {} }: Iommu, { alias, place }: LaunchContext): Part[] {
  switch (model) {
    case 'intel':
      return [
        {
          make: 'device',
          props: {
            driver: 'intel-iommu',
            id: alias,
            intremap: word(driver.intremap),
            'caching-mode': driver.caching_mode,
            eim: word(driver.eim),
            'device-iotlb': driver.iotlb,
            'aw-bits': driver.aw_bits || undefined,
            'dma-translation': driver.dma_translation,
          },
        },
      ]
    case 'virtio':
      return [{ make: 'device', props: { driver: 'virtio-iommu', id: alias, ...place } }]
    default:
      return []
  }
}

/** QEMU's properties of three states. */
function word(state: boolean | undefined): string | undefined {
  return state === undefined ? undefined : state ? 'on' : 'off'
}
