import type { FirmwareTables } from '../../qemu/host.ts'
import type { Domain } from '../xml.ts'

export type Smbios = Extract<Domain['sysinfo'][number]['kind'], { type: 'smbios' }>

/** What a machine's firmware says of it; undefined where it says nothing. */
export function smbiosOf(tables: FirmwareTables): Smbios | undefined {
  if (Object.values(tables).every((each) => each === undefined)) return undefined
  const board = filled({
    manufacturer: tables.board_vendor,
    product: tables.board_name,
    version: tables.board_version,
    serial: tables.board_serial,
    asset: tables.board_asset_tag,
  })
  return {
    type: 'smbios',
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
}

/** The host's as a guest shows it: with a UUID of its own, which would be no UUID were it another machine's too. */
export function borrowedSmbios(tables: FirmwareTables): Smbios | undefined {
  const own = smbiosOf(tables)
  return own && { ...own, system: own.system && { ...own.system, uuid: undefined } }
}

function filled<T extends Record<string, string | undefined>>(entries: T): T | undefined {
  return Object.values(entries).some((each) => each !== undefined) ? entries : undefined
}
