import { type ErrorCode, errorCodeOf, errorCodes, LodgeError, messageOf } from '../../../base/errors.ts'
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

/** Which part of libvirt would have said it (virErrorDomain): its remote protocol, its drivers, polkit, … */
const parts = {
  ...{
    rpc: 7,
    qemu: 10,
    storage: 18,
    network: 19,
    domain: 20,
    nodeDevice: 22,
    secret: 30,
    nwfilter: 33,
    dbus: 47,
    access: 55,
  },
  polkit: 60,
} as const

const partOf: Partial<Record<ErrorCode, number>> = {
  RPC: parts.rpc,
  AUTH_FAILED: parts.rpc,
  AUTH_CANCELLED: parts.polkit,
  AUTH_UNAVAILABLE: parts.polkit,
  DBUS_SERVICE: parts.dbus,
  ACCESS_DENIED: parts.access,
  NO_SUPPORT: parts.domain,
  OPERATION_DENIED: parts.domain,
  XML_ERROR: parts.domain,
  XML_DETAIL: parts.domain,
  OS_TYPE: parts.domain,
  NO_DOMAIN_METADATA: parts.domain,
  NO_NETWORK: parts.network,
  NO_STORAGE_POOL: parts.storage,
  NO_STORAGE_VOL: parts.storage,
  NO_NODE_DEVICE: parts.nodeDevice,
  NO_SECRET: parts.secret,
  NO_NWFILTER: parts.nwfilter,
  NO_NWFILTER_BINDING: parts.nwfilter,
}

/** What libvirt's bookkeeping of domains says, whoever asks it. */
const ofDomains =
  /^(domain is not running$|domain '.*' (is already active|already exists|is already defined)|metadata )/

/** What polkit has said of somebody, rather than we: virsh then lets a password be typed once more. */
const ofPolkit = /^authentication failed: access denied by policy$/

const severe = 2

export function toWireError(thrown: unknown): Wire<typeof wireError> {
  const code: ErrorCode = thrown instanceof LodgeError ? thrown.code : 'INTERNAL_ERROR'
  const message = sentenceOf(thrown)
  return {
    ...{
      code: errorCodes[code],
      domain: domainOf(code, messageOf(thrown)),
      message,
      level: severe,
    },
    ...{ str1: '%s', str2: message, str3: detailsOf(thrown), int1: -1, int2: -1 },
    ...{ dom: undefined, net: undefined },
  }
}

function domainOf(code: ErrorCode, message: string): number {
  if (ofPolkit.test(message)) return parts.polkit
  return partOf[code] ?? (ofDomains.test(message) ? parts.domain : parts.qemu)
}

/** No text of an emulator's may be what a client has no room for. */
const longestMessage = 64 << 10

/** How libvirt's own messages of a code begin: people and scripts know them by it. */
const beginnings: Partial<Record<ErrorCode, string>> = {
  INTERNAL_ERROR: 'internal error: ',
  INVALID_ARG: 'invalid argument: ',
  OPERATION_FAILED: 'operation failed: ',
  OPERATION_INVALID: 'Requested operation is not valid: ',
  CONFIG_UNSUPPORTED: 'unsupported configuration: ',
  ARGUMENT_UNSUPPORTED: 'argument unsupported: ',
  OPERATION_UNSUPPORTED: 'Operation not supported: ',
}

/** Clients show one text: where it was and what would help belong to it. */
function sentenceOf(thrown: unknown): string {
  if (!(thrown instanceof LodgeError)) return `internal error: ${messageOf(thrown)}`
  const { message, where, position, hint } = thrown
  // Of flags alone libvirt says it without.
  const beginning = message.startsWith('unsupported flags') ? '' : (beginnings[thrown.code] ?? '')
  const said = message.startsWith(beginning) ? message : `${beginning}${message}`
  const place = [where, position && `line ${position.line}, column ${position.column}`].filter(Boolean).join(', ')
  return `${said}${place ? ` (at ${place})` : ''}${hint ? `; ${hint}` : ''}`
    .slice(0, longestMessage)
    .replaceAll('\0', '')
}

/** Marks a third string that is ours; of libvirt's own it is a word that its message is made of. */
const ours = '{"lodge":'

/** The same as data, so that a client of ours can show it in its own way. */
function detailsOf(thrown: unknown): string | undefined {
  if (!(thrown instanceof LodgeError)) return undefined
  const { message, where, position, hint, data } = thrown
  if (!where && !position && !hint && !data) return undefined
  const text = JSON.stringify({ lodge: { message, where, position, hint, data } })
  return text.length > longestMessage ? undefined : text
}

/** What a daemon, ours or another, says that went wrong. */
export function fromWireError({ code, domain, message = '', str3 }: Wire<typeof wireError>): LodgeError {
  const known = errorCodeOf(code)
  // Daemons say in the words that libvirt's own clients look for that they don't know a procedure or a program.
  const missing = known === 'RPC' && /^(unknown procedure|Cannot find program)/.test(message)
  const details = str3?.startsWith(ours) ? readDetails(str3) : {}
  return new LodgeError(missing ? 'NO_SUPPORT' : (known ?? 'INTERNAL_ERROR'), details.message ?? message, {
    ...details,
    data: { ...details.data, number: missing ? errorCodes.NO_SUPPORT : code, domain },
  })
}

type Details = Partial<Pick<LodgeError, 'message' | 'where' | 'position' | 'hint' | 'data'>>

function readDetails(text: string): Details {
  try {
    const { message, where, position, hint, data } = JSON.parse(text).lodge
    const string = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
    return {
      ...{ message: string(message), where: string(where), hint: string(hint) },
      position:
        Number.isInteger(position?.line) && Number.isInteger(position?.column)
          ? { line: position.line, column: position.column }
          : undefined,
      data: typeof data === 'object' && data !== null ? data : undefined,
    }
  } catch {
    // The message says it all the same.
    return {}
  }
}
