/** libvirt's error numbers (virErrorNumber), as far as Lodge raises them. Clients of the wire protocol match on them. */
export const errorCodes = {
  INTERNAL_ERROR: 1,
  NO_SUPPORT: 3,
  NO_CONNECT: 5,
  INVALID_ARG: 8,
  OPERATION_FAILED: 9,
  OS_TYPE: 16,
  NO_KERNEL: 17,
  NO_TARGET: 20,
  XML_ERROR: 27,
  DOM_EXIST: 28,
  OPERATION_DENIED: 29,
  XML_DETAIL: 35,
  SYSTEM_ERROR: 38,
  RPC: 39,
  NO_DOMAIN: 42,
  AUTH_FAILED: 45,
  OPERATION_INVALID: 55,
  CONFIG_UNSUPPORTED: 67,
  OPERATION_TIMEOUT: 68,
  NO_DOMAIN_METADATA: 80,
} as const

export type ErrorCode = keyof typeof errorCodes

/** A place in a text that a user wrote; both count from 1. */
export interface Position {
  line: number
  column: number
}

export interface ErrorDetails {
  /** Where: a file, an element's path, a command that was run. */
  where?: string
  position?: Position
  /** What to do about it: one sentence, or a command to type. */
  hint?: string
  cause?: unknown
  /** Facts for programs, printed by `--json`. */
  data?: Record<string, unknown>
}

/** Every failure that Lodge raises on purpose: data first, text last. */
export class LodgeError extends Error {
  readonly code: ErrorCode
  readonly where: string | undefined
  readonly position: Position | undefined
  readonly hint: string | undefined
  readonly data: Record<string, unknown> | undefined

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'LodgeError'
    this.code = code
    this.where = details.where
    this.position = details.position
    this.hint = details.hint
    this.data = details.data
  }

  toJSON(): Record<string, unknown> {
    const { code, message, where, position, hint, data } = this
    return { code, number: errorCodes[code], message, where, position, hint, ...data }
  }
}

/** The text of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}
