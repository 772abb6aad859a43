import { type ErrorCode, errorCodes, LodgeError, messageOf } from '../../../base/errors.ts'
import { int, optional, struct, type Wire } from '../../../formats/xdr/index.ts'
import { domainHandle, optionalText, text, uuid } from './types.ts'

/** How a failure stands on the wire (`virNetMessageError`). */
export const wireError = struct({
  code: int,
  domain: int,
  message: optionalText,
  level: int,
  dom: optional(domainHandle),
  str1: optionalText,
  str2: optionalText,
  str3: optionalText,
  int1: int,
  int2: int,
  net: optional(struct({ name: text, uuid })),
})

/** Which part of libvirt would have said it (virErrorDomain): its remote protocol, its QEMU driver, its definitions of domains. */
const parts = { rpc: 7, qemu: 10, domain: 20 } as const

const partOf: Partial<Record<ErrorCode, number>> = {
  RPC: parts.rpc,
  AUTH_FAILED: parts.rpc,
  NO_SUPPORT: parts.domain,
  OPERATION_DENIED: parts.domain,
  XML_ERROR: parts.domain,
  XML_DETAIL: parts.domain,
  OS_TYPE: parts.domain,
  NO_DOMAIN_METADATA: parts.domain,
}

const severe = 2

export function toWireError(thrown: unknown): Wire<typeof wireError> {
  const code: ErrorCode = thrown instanceof LodgeError ? thrown.code : 'INTERNAL_ERROR'
  const message = sentenceOf(thrown)
  return {
    ...{ code: errorCodes[code], domain: partOf[code] ?? parts.qemu, message, level: severe },
    ...{ str1: '%s', str2: message, str3: undefined, int1: -1, int2: -1 },
    ...{ dom: undefined, net: undefined },
  }
}

/** No text of an emulator's may be what a client has no room for. */
const longestMessage = 64 << 10

/** Clients show one text: where it was and what would help belong to it. */
function sentenceOf(thrown: unknown): string {
  if (!(thrown instanceof LodgeError)) return `internal error: ${messageOf(thrown)}`
  const { message, where, position, hint } = thrown
  const place = [where, position && `line ${position.line}, column ${position.column}`].filter(Boolean).join(', ')
  return `${message}${place ? ` (at ${place})` : ''}${hint ? `; ${hint}` : ''}`
    .slice(0, longestMessage)
    .replaceAll('\0', '')
}
