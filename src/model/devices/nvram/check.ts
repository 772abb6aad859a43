import type { Report } from '../../report.ts'
import type { DeviceContext } from '../context.ts'
import type { Nvram } from './xml.ts'

export function checkNvram(nvram: Nvram, { machine, qemu }: DeviceContext, report: Report): void {
  const { address } = nvram
  if (!machine.isPseries) report.unsupported(nvram, `<nvram> is a device of pseries machines, not of ${machine.name}`)
  else if (!qemu.hasType('spapr-nvram')) report.unsupported(nvram, `${qemu.binary} has no device 'spapr-nvram'`)
  if (address && address.type !== 'spapr-vio') {
    report.invalid(nvram, `<nvram> has an address of type 'spapr-vio', not '${address.type}'`)
  }
}

export function checkNvrams(nvrams: readonly Nvram[], _: DeviceContext, report: Report): void {
  for (const nvram of nvrams.slice(1)) report.invalid(nvram, 'a guest has one <nvram>, not several')
}
