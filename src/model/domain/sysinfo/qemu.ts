import type { Part, Props } from '../../qemu/part.ts'
import type { Emitter } from '../section.ts'
import type { Domain } from '../xml.ts'

type Kind = Domain['sysinfo'][number]['kind']
type Smbios = Extract<Kind, { type: 'smbios' }>

/** The firmware is told only where `<smbios mode='sysinfo'>` says so; entries of fw_cfg are always there. */
export const sysinfoOptions: Emitter = ({ domain }) => [
  ...(domain.os.smbios?.mode === 'sysinfo'
    ? domain.sysinfo.flatMap(({ kind }) => (kind.type === 'smbios' ? smbios(kind) : []))
    : []),
  ...domain.sysinfo.flatMap(({ kind }) => (kind.type === 'fwcfg' ? fwcfg(kind) : [])),
]

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
