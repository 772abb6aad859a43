import { writeXml } from '../../formats/xml/writer.ts'
import { smbiosOf } from '../domain/sysinfo/host.ts'
import { sysinfoElement } from '../domain/sysinfo/xml.ts'
import type { FirmwareTables } from '../qemu/host.ts'

/** The host's `<sysinfo>`; undefined where its firmware says nothing. */
export function hostSysinfoXml(tables: FirmwareTables): string | undefined {
  const kind = smbiosOf(tables)
  return kind && writeXml(sysinfoElement.write({ kind }, { secrets: true }))
}
