import { parseUuid } from '../../../base/uuid.ts'
import type { Section } from '../section.ts'
import type { World } from '../world.ts'
import { borrowedSmbios } from './host.ts'

export const sysinfo: Section = {
  complete({ domain }) {
    for (const { kind } of domain.sysinfo) {
      if (kind.type === 'smbios' && kind.system?.uuid)
        kind.system.uuid = parseUuid(kind.system.uuid) ?? kind.system.uuid
    }
  },
  check({ domain, report }) {
    const { smbios } = domain.os
    if (smbios?.mode === 'sysinfo' && !domain.sysinfo.some(({ kind }) => kind.type === 'smbios')) {
      report.invalid(smbios, "<smbios mode='sysinfo'> needs a <sysinfo type='smbios'>")
    }
    for (const each of domain.sysinfo) {
      if (each.kind.type === 'smbios') checkSmbios(each.kind, domain, report)
      else checkFwcfg(each.kind, report)
    }
  },
  start({ domain: { os }, host, report }) {
    if (os.smbios?.mode !== 'host' || borrowedSmbios(host.firmwareTables())) return
    report.unsupported(
      os.smbios,
      "Host SMBIOS information is not available: mode='sysinfo' of <smbios> takes what <sysinfo> says",
    )
  },
}

type Kind = World['domain']['sysinfo'][number]['kind']

function checkSmbios(
  kind: Extract<Kind, { type: 'smbios' }>,
  { uuid }: World['domain'],
  report: World['report'],
): void {
  const date = kind.bios?.date
  if (date !== undefined && !isDate(date)) {
    report.error('XML_DETAIL', kind.bios, `the date '${date.slice(0, 40)}' of <bios> is none: expected month/day/year`)
  }
  const given = kind.system?.uuid
  if (given === undefined) return
  if (!parseUuid(given)) report.error('XML_DETAIL', kind.system, `the uuid '${given.slice(0, 40)}' of <system> is none`)
  else if (uuid && parseUuid(given) !== uuid) {
    report.error(
      'XML_DETAIL',
      kind.system,
      `the uuid of <system> is ${given}, and the guest's own is ${uuid}: they must be equal`,
    )
  }
}

/** mm/dd/yyyy, or mm/dd/yy of the 20th century. */
function isDate(text: string): boolean {
  const [, month, day, year] = /^(\d{1,2})\/(\d{1,2})\/(\d{2}|\d{4})$/.exec(text)?.map(Number) ?? []
  if (month === undefined || day === undefined || year === undefined) return false
  return month >= 1 && month <= 12 && day >= 1 && day <= 31 && (year < 100 || (year >= 1900 && year <= 9999))
}

function checkFwcfg({ entry }: Extract<Kind, { type: 'fwcfg' }>, report: World['report']): void {
  for (const each of entry) {
    if (!each.name.startsWith('opt/')) {
      report.unsupported(each, `the name '${each.name.slice(0, 60)}' of an <entry> must start with 'opt/'`)
    } else if (each.name.startsWith('opt/ovmf/') || each.name.startsWith('opt/org.qemu/')) {
      report.unsupported(
        each,
        `the name '${each.name.slice(0, 60)}' of an <entry> is one that QEMU or OVMF keep for themselves`,
      )
    }
    if (each.file === undefined && each.value === undefined)
      report.invalid(each, `<entry name='${each.name}'> needs a text or a file`)
    if (each.file !== undefined && each.value !== undefined)
      report.invalid(each, `<entry name='${each.name}'> has both a text and a file`)
  }
}
