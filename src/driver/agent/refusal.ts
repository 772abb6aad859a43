import { LodgeError } from '../../base/errors.ts'

/** Characters of the guest's own words that are passed on. */
const longestReason = 1000

/** The agent has understood a command, and refused it. */
export class AgentRefusal extends LodgeError {
  /** `CommandNotFound`, `GenericError`, … */
  readonly errorClass: string

  constructor(command: string, error: Record<string, unknown>) {
    const reason = String(error.desc ?? 'no reason was given').slice(0, longestReason)
    super('INTERNAL_ERROR', `internal error: unable to execute QEMU agent command '${command}': ${reason}`)
    this.errorClass = String(error.class ?? 'GenericError').slice(0, longestReason)
  }

  /** It is an older agent, or one that was told not to do this. */
  get isUnknown(): boolean {
    return this.errorClass === 'CommandNotFound' || this.errorClass === 'CommandDisabled'
  }

  /** For who has a use for the difference: a guest that doesn't know this may still answer the rest. */
  asUnsupported(): LodgeError {
    return new LodgeError('OPERATION_UNSUPPORTED', this.message, { cause: this })
  }
}
