import type { Report } from '../../report.ts'
import type { DeviceContext } from '../context.ts'
import type { Pstore } from './xml.ts'

export function checkPstore(pstore: Pstore, { machine, qemu, guest }: DeviceContext, report: Report): void {
  const { address, size } = pstore
  if (!machine.isX86 || !guest.feature('acpi')) {
    report.unsupported(pstore, "<pstore backend='acpi-erst'> needs an x86 guest with <acpi/> among <features>")
  } else if (!qemu.hasType('acpi-erst')) {
    report.unsupported(pstore, `${qemu.binary} has no device 'acpi-erst'`)
  }
  if (address && address.type !== 'pci') {
    report.unsupported(pstore, `<pstore> has an address of type 'pci', not '${address.type}'`)
  }
  if (size.kib === 0) report.invalid(pstore, '<pstore> has no size: it needs 4 KiB at the least')
}

export function checkPstores(pstores: readonly Pstore[], _: DeviceContext, report: Report): void {
  for (const pstore of pstores.slice(1)) report.invalid(pstore, 'a guest has one <pstore>, not several')
}
