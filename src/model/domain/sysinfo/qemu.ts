import type { FirmwareTables } from '../../qemu/host.ts'
import type { Part, Props } from '../../qemu/part.ts'
import type { Emitter } from '../section.ts'
import type { Domain } from '../xml.ts'
import { borrowedSmbios, type Smbios } from './host.ts'

type Kind = Domain['sysinfo'][number]['kind']

/** The firmware is told only where `<smbios>` says so; entries of fw_cfg are always there. */
export const sysinfoOptions: Emitter = ({ domain, host }) => [
  ...shownSmbios(domain, () => host.firmwareTables()).flatMap(smbios),
  ...domain.sysinfo.flatMap(({ kind }) => (kind.type === 'fwcfg' ? fwcfg(kind) : [])),
]

function shownSmbios({ os, sysinfo }: Domain, tables: () => FirmwareTables): Smbios[] {
  switch (os.smbios?.mode) {
    case 'sysinfo':
      return sysinfo.flatMap(({ kind }) => (kind.type === 'smbios' ? kind : []))
    case 'host':
      return [borrowedSmbios(tables()) ?? []].flat()
    default:
      return []
  }
}

/** QEMU parses these as options, so that commas are doubled. */
function table(type: number, props: Props | undefined): Part[] {
  return props && Object.values(props).some((value) => value !== undefined)
    ? [{ make: 'keyval', option: '-smbios', props: { type, ...props } }]
    : []
}

function smbios({ bios, system, baseBoard, chassis, oemStrings }: Smbios): Part[] {
  const strings = oemStrings?.entry.map(({ value }) => `value=${(value ?? '').replaceAll(',', ',,')}`) ?? []
  return [
    ...table(0, bios),
    ...table(1, system),
    ...baseBoard.flatMap((board) => table(2, board)),
    ...table(3, chassis),
    ...(strings.length > 0
      ? [{ make: 'option' as const, option: '-smbios', value: `type=11,${strings.join(',')}` }]
      : []),
  ]
}

function fwcfg({ entry }: Extract<Kind, { type: 'fwcfg' }>): Part[] {
  return entry.map(({ name, file, value }) => ({
    make: 'keyval',
    option: '-fw_cfg',
    props: file ? { name, file } : { name, string: value ?? '' },
  }))
}
