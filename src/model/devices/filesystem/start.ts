import type { Report } from '../../report.ts'
import type { DeviceContext } from '../context.ts'
import type { Filesystem } from './xml.ts'

/** What may be defined though it can't be started here. */
export function checkFilesystemStart({ driver, source, target }: Filesystem, _: DeviceContext, report: Report): void {
  // its options are a list of words: the path would be taken apart
  if (driver?.type === 'virtiofs' && source?.dir && /[,\\]/.test(source.dir)) {
    const fault = `${source.dir} has a comma or a backslash in its path, which virtiofsd cannot be told`
    report.unsupported(source, `filesystem '${target?.dir}': ${fault}`)
  }
}
