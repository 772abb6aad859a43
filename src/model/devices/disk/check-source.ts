import type { Report } from '../../report.ts'
import type { DeviceContext } from '../context.ts'
import type { SourceOf } from '../shared/storage/xml.ts'
import type { Disk } from './xml.ts'

const formats = ['raw', 'bochs', 'cloop', 'dmg', 'fat', 'qcow', 'qcow2', 'qed', 'vdi', 'vmdk', 'vpc', 'vhdx', 'luks']

/** Where the image is, and what it is. */
export function checkSource(disk: Disk, context: DeviceContext, report: Report): void {
  const { source, driver, target } = disk
  const name = `disk '${target?.dev}'`
  const format = driver?.type ?? 'raw'
  if (format === 'iso') report.unsupported(driver, `${name} has format 'iso', which is 'raw' to QEMU`)
  else if (!formats.includes(format)) {
    report.unsupported(driver, `${name} has format '${format}': expected one of ${formats.join(', ')}`)
  }
  if (driver?.name !== undefined && driver.name !== 'qemu') {
    report.unsupported(driver, `${name} has driver '${driver.name}': expected 'qemu'`)
  }
  if (disk.auth && source.auth) report.unsupported(disk, `${name} has <auth> twice: beside its source and inside`)
  if (disk.encryption && source.encryption) {
    report.unsupported(disk, `${name} has <encryption> twice: beside its source and inside`)
  }
  const encryption = disk.encryption ?? source.encryption
  if (encryption?.cipher || encryption?.ivgen) {
    report.unsupported(
      encryption,
      `${name}: <cipher> and <ivgen> are for making an image, which says itself how it is encrypted`,
    )
  }
  if (encryption?.engine === 'librbd') checkLibrbd(encryption, source, name, context, report)
  if (source.type === 'network') checkNetwork(source, name, report)
}

function checkLibrbd(
  encryption: NonNullable<Disk['encryption']>,
  source: Disk['source'],
  name: string,
  { qemu }: DeviceContext,
  report: Report,
): void {
  if (source.type !== 'network' || source.protocol !== 'rbd') {
    report.unsupported(encryption, `${name}: encryption by librbd is for rbd sources only`)
  }
  if (encryption.secrets.length > 1 && !qemu.schemaHas('blockdev-add/rbd/encrypt/parent')) {
    report.unsupported(encryption, `${name}: ${qemu.binary} cannot lay one encryption by librbd over another`)
  }
}

function checkNetwork(source: SourceOf<'network'>, name: string, report: Report): void {
  for (const host of source.host) {
    if (host.transport === 'unix' ? !host.socket : !host.name) {
      report.invalid(host, `${name}: a <host> needs a name, or a socket where its transport is 'unix'`)
    }
  }
}
