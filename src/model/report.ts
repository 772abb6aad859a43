import type { ErrorCode } from '../base/errors.ts'
import type { Problem } from '../base/problems.ts'
import { originOf } from '../formats/xml/reading.ts'

/** Collects what is wrong with a definition; the place is that of the value which it is said of. */
export class Report {
  readonly problems: Problem[] = []

  error(code: ErrorCode, of: object | undefined, message: string): void {
    const origin = of && originOf(of)
    this.problems.push({ level: 'error', code, message, path: origin?.name, position: origin?.position })
  }

  /** QEMU, this build of it or this machine type cannot do it (libvirt's VIR_ERR_CONFIG_UNSUPPORTED). */
  unsupported(of: object | undefined, message: string): void {
    this.error('CONFIG_UNSUPPORTED', of, message)
  }

  /** The definition contradicts itself (libvirt's VIR_ERR_XML_ERROR). */
  invalid(of: object | undefined, message: string): void {
    this.error('XML_ERROR', of, message)
  }
}
