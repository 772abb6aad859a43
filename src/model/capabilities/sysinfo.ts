import { writeXml } from '../../formats/xml/writer.ts'
import { sysinfoElement } from '../domain/sysinfo/xml.ts'

/** What the firmware says of the machine, by the kernel's names (`sys_vendor`, `bios_date`, …). */
export type FirmwareTables = Record<string, string | undefined>

/** The host's `<sysinfo>`; undefined where its firmware says nothing. */
export function hostSysinfoXml(tables: FirmwareTables): string | undefined {
  if (Object.values(tables).every((each) => each === undefined)) return undefined
  const board = filled({
    manufacturer: tables.board_vendor,
    product: tables.board_name,
    version: tables.board_version,
    serial: tables.board_serial,
    asset: tables.board_asset_tag,
  })
  const kind = {
    type: 'smbios' as const,
    bios: filled({
      vendor: tables.bios_vendor,
      version: tables.bios_version,
      date: tables.bios_date,
      release: tables.bios_release,
    }),
    system: filled({
      manufacturer: tables.sys_vendor,
      product: tables.product_name,
      version: tables.product_version,
      serial: tables.product_serial,
      uuid: tables.product_uuid,
      sku: tables.product_sku,
      family: tables.product_family,
    }),
    baseBoard: board ? [board] : [],
    chassis: filled({
      manufacturer: tables.chassis_vendor,
      version: tables.chassis_version,
      serial: tables.chassis_serial,
      asset: tables.chassis_asset_tag,
    }),
  }
  return writeXml(sysinfoElement.write({ kind }, { secrets: true }))
}

function filled<T extends Record<string, string | undefined>>(entries: T): T | undefined {
  return Object.values(entries).some((each) => each !== undefined) ? entries : undefined
}
