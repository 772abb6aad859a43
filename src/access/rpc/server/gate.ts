import type { Host } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import { accessClasses } from '../../chain/access-classes.ts'
import { type AuditRecord, turnsAway } from '../../chain/audit.ts'
import type { Subject } from '../../chain/subject.ts'
import { visibleHost } from '../../chain/visible-host.ts'
import type { Call, Procedure } from '../protocol/procedure.ts'

interface Options {
  host: Host
  subject: Subject
  audit?(record: AuditRecord): void
}

type Row = Pick<Procedure, 'access' | 'before'>

/** After so many refusals of one client only every so many-th is written down: nobody can push out what others have done. */
const refusalsInFull = 100

/** What one client may, call by call, and the record of it. */
export class Gate {
  readonly #options: Options
  #refusals = 0

  constructor(options: Options) {
    this.#options = options
  }

  /** The host with what the client may see for a procedure. */
  hostFor({ access }: Row): Host {
    const { host, subject } = this.#options
    return subject.may(access) ? host : visibleHost(host, subject, access)
  }

  /** Nothing that came with the call has been looked at yet. */
  require(row: Row, name: string, isOpen: boolean): void {
    const { subject } = this.#options
    if (!isOpen && !row.before) throw new LodgeError('INTERNAL_ERROR', 'hypervisor connection not open')
    if (row.before !== 'authentication' && subject.isStranger) {
      if (subject.question) throw new LodgeError('RPC', 'authentication required')
      throw new LodgeError('AUTH_FAILED', 'authentication failed: nothing here is for you', {
        hint: 'access.json in the configuration folder says who may what',
      })
    }
    subject.require(row.access, name)
  }

  /** Where it depends on the domain: of the arguments no more than its UUID is looked at. */
  async requireFor(row: Row, name: string, args: unknown): Promise<void> {
    const { host, subject } = this.#options
    if (subject.may(row.access)) return
    const uuid = uuidOf(args)
    if (uuid !== undefined) {
      const domain = await visibleHost(host, subject).domain(uuid)
      subject.requireFor(row.access, name, domain.name)
    } else if (!accessClasses[row.access]) subject.requireFor(row.access, name, undefined)
  }

  /** Written before the client hears of it. */
  record(row: Row, record: Omit<AuditRecord, 'who'> & { args?: unknown; call: Call; answer?: unknown }): void {
    const { audit, subject } = this.#options
    const { args, call, answer, ...rest } = record
    if (!audit || (accessClasses[row.access] && !turnsAway.has(rest.result))) return
    if (rest.result !== 'done' && ++this.#refusals > refusalsInFull && this.#refusals % refusalsInFull !== 0) return
    const uuid = uuidOf(args)
    const domain = call.domain ?? domainIn(answer) ?? (uuid === undefined ? undefined : { uuid })
    audit({ ...rest, who: subject.identity, domain: domain && { name: domain.name, uuid: domain.uuid } })
  }
}

/** Most arguments begin with the domain that they are about. */
function uuidOf(args: unknown): string | undefined {
  return domainIn(args)?.uuid
}

function domainIn(value: unknown): { name?: string; uuid: string } | undefined {
  const { dom } = (value ?? {}) as { dom?: { name?: string; uuid?: unknown } }
  return typeof dom?.uuid === 'string' ? { name: dom.name, uuid: dom.uuid } : undefined
}
