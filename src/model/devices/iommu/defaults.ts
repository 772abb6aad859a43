import type { DeviceContext } from '../context.ts'
import type { Iommu } from './xml.ts'

/** Interrupts of more CPUs than that reach them only through an IOMMU. */
const mostCpusWithout = 255

export function arrangeIommus(iommus: Iommu[], { machine, guest, fresh }: DeviceContext): void {
  if (!fresh || !machine.isQ35 || guest.vcpus <= mostCpusWithout) return
  if (iommus.length === 0) iommus.push({ model: 'intel' })
  for (const iommu of iommus) {
    if (iommu.model !== 'intel') continue
    iommu.driver ??= {}
    iommu.driver.intremap ??= true
    iommu.driver.eim ??= true
  }
}
