import type { Report } from '../../report.ts'
import type { DeviceContext } from '../context.ts'
import type { Tpm } from './xml.ts'

/** What may be defined though it can't be started here. */
export function checkTpmStart({ backend }: Tpm, { host }: DeviceContext, report: Report): void {
  const { chip } = backend
  if (chip.type !== 'emulator') return
  if (chip.encryption !== undefined && !host.secret({ uuid: chip.encryption })) {
    report.unsupported(
      backend,
      `the tpm's state is encrypted with secret '${chip.encryption}', which this host does not have`,
    )
  }
  if (chip.source?.type === 'file') {
    report.unsupported(chip.source, `the tpm's state is a file: only a folder is possible here, <source type='dir' …>`)
  }
  if (chip.source?.path.includes(',')) {
    report.unsupported(chip.source, `the tpm's state is in ${chip.source.path}: swtpm takes no path with a comma`)
  }
}
