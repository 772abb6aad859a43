import { LodgeError } from '../../base/errors.ts'

/** QEMU refused a command; its own class is kept, because only that tells `DeviceNotFound` from the rest. */
export class QmpError extends LodgeError {
  readonly errorClass: string
  readonly command: string
  /** In QEMU's words. */
  readonly description: string

  constructor(command: string, errorClass: string, description: string) {
    super('OPERATION_FAILED', `QEMU refused ${command}: ${description}`, {
      where: `QMP command ${command}`,
      data: { errorClass, command },
    })
    this.name = 'QmpError'
    this.errorClass = errorClass
    this.command = command
    this.description = description
  }
}
