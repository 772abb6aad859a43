import type { ErrorCode } from '../../base/errors.ts'
import type { Identity } from './identity.ts'

/** That somebody has changed something, or would have. */
export interface AuditRecord {
  who: Identity
  /** The procedure, never its arguments: they may hold passwords. */
  what: string
  domain?: { name?: string; uuid: string }
  result: 'done' | ErrorCode
  /** How long it took. */
  milliseconds: number
}

/** Results of those for whom there is nothing here. */
export const turnsAway: ReadonlySet<AuditRecord['result']> = new Set([
  ...(['AUTH_FAILED', 'AUTH_CANCELLED', 'AUTH_UNAVAILABLE', 'DBUS_SERVICE'] as const),
])

/** One line for programs. Nothing in it can end the line, or mean something to a terminal that shows it. */
export function auditLine({ who, what, domain, result, milliseconds }: AuditRecord, time: Date): string {
  const { door, process, certificate, address, readOnly } = who
  const fields = {
    ...{ time: time.toISOString(), what, result, domain },
    who: {
      ...{ door, readOnly: readOnly || undefined, pid: process?.pid, uid: process?.uid, gid: process?.gid },
      ...{ certificate: certificate?.slice(0, longestText), address },
    },
    milliseconds: Math.round(milliseconds),
  }
  if (domain?.name) fields.domain = { ...domain, name: domain.name.slice(0, longestText) }
  return `${JSON.stringify(fields).replaceAll(unprintable, escaped)}\n`
}

const longestText = 1024

/** JSON leaves these as they are: DEL, C1 (which holds CSI), the line ends of Unicode, and marks that turn text around. */
const unprintable = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g

function escaped(letter: string): string {
  return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`
}
