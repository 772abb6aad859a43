import type { Report } from '../../report.ts'
import type { DeviceContext } from '../context.ts'
import type { Iommu } from './xml.ts'

export function checkIommu(iommu: Iommu, { machine, qemu, guest }: DeviceContext, report: Report): void {
  const { model, driver, address } = iommu
  const fits = {
    intel: machine.isQ35,
    smmuv3: machine.isArmVirt,
    virtio: machine.isQ35 || machine.isArmVirt,
  }[model]
  const where = { intel: 'q35', smmuv3: "ARM's virt", virtio: "q35 and ARM's virt" }[model]
  if (!fits) report.unsupported(iommu, `IOMMU '${model}' is for ${where} machines, not for ${machine.name}`)
  const device = { intel: 'intel-iommu', smmuv3: undefined, virtio: 'virtio-iommu-pci' }[model]
  if (fits && device && !qemu.hasType(device)) report.unsupported(iommu, `${qemu.binary} has no device '${device}'`)
  if (model !== 'intel' && driver && Object.keys(driver).length > 0) {
    report.invalid(iommu, `<driver> is for IOMMU 'intel', not for '${model}'`)
  }
  if (model === 'virtio') {
    if (!guest.feature('acpi')) report.unsupported(iommu, "IOMMU 'virtio' needs <acpi/> among <features>")
  } else if (address) {
    report.invalid(iommu, `IOMMU '${model}' is plugged into nothing: it has no address`)
  }
  if (driver?.eim && !driver.intremap) {
    report.unsupported(iommu, "eim='on' needs intremap='on': there is nothing else to extend")
  }
}

export function checkIommus(iommus: readonly Iommu[], _: DeviceContext, report: Report): void {
  for (const iommu of iommus.slice(1)) report.invalid(iommu, 'a guest has one IOMMU, not several')
}
