import type { ByteStream } from '../../../api/domain.ts'
import type { Domain, Host } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import type { Xdr } from '../../../formats/xdr/index.ts'
import type { Identity } from '../../chain/identity.ts'
import type { AccessClass } from './access.ts'
import type { DomainHandle } from './types.ts'

/** What a call is answered from. */
export interface Call {
  readonly host: Host
  readonly session: Session
  /** The one it is about, once it has been found. */
  domain?: { name: string; uuid: string }
  /** Descriptors that came with the call; they are closed after it. */
  readonly descriptors: readonly number[]
  /** They are not, but when `released` is called; what `lend` gives is disposed of with the connection. */
  keep(lend: (released: () => void) => Promise<Disposable>): Promise<void>
  /** Goes with the answer, and is closed then. */
  give(descriptor: number): void
  /** Bytes both ways under the call's number; they begin behind the call's answer. */
  stream(open: () => Promise<ByteStream>, owner: StreamOwner): Promise<void>
}

/** A name that one stream has at a time, and whether it is taken away from who has it. */
export interface StreamOwner {
  name: string
  force: boolean
}

/** One client's connection as the procedures see it. */
export interface Session {
  /** As the client has asked for it; empty before `open`. */
  readonly uri: string
  readonly readOnly: boolean
  /** Polkit has to be asked who the client is before anything else. */
  readonly isUndecided: boolean
  /** Asks it; throws unless that says yes. */
  authenticate(): Promise<void>
  /** Nobody can read on the way. */
  readonly isSecure: boolean
  /** Whether the client has a permission beyond the procedure's own, for that domain. */
  may(access: AccessClass, domain: Domain): boolean
  open(name: string | undefined, flags: number): void
  /** Who asks from now on is asked for too: what either may not is not done. */
  actFor(identity: Identity): void
  /** After the answer. */
  close(): void
  supportsFeature(number: number): boolean
  /** Whether the client is told, before its connection ends, that it was not the client that ended it. */
  tellOfEnd(wanted: boolean): void
  /** The domain ends with the connection. */
  destroyAtEnd(domain: Domain): void
  /** The number under which the events come. */
  watchDomains(event: number, domain: DomainHandle | undefined): number
  unwatchDomains(number: number): void
  /** How many kinds of events are then registered for without numbers. */
  watchDomainsOnce(event: number): number
  unwatchDomainsOnce(event: number): number
  /** The number under which the emulators' own words come. */
  watchMonitors(watch: MonitorWatch): number
  unwatchMonitors(number: number): void
  /** Events of what is not kept here, which never come. */
  watchAbsent(kind: AbsentKind, event: number): number
  unwatchAbsent(kind: AbsentKind, number: number): void
}

/** Objects of libvirt's that have events, and that are not kept here. */
export type AbsentKind = 'network' | 'storage pool' | 'node device' | 'secret'

/** Of all domains, where none is named. */
export interface MonitorWatch {
  uuid?: string
  wants(name: string): boolean
}

/** One procedure of the wire. */
export interface Procedure<A = unknown, R = unknown> {
  args: Xdr<A>
  result: Xdr<R>
  /** What a caller has to be allowed to do. */
  access: AccessClass
  /** Answered though as many calls as are allowed are waiting: it asks nothing that could hang. */
  quick?: boolean
  /** It is about objects of which there are none here. */
  absent?: boolean
  /** Libvirt's driver for QEMU has none either. */
  refused?: boolean
  /** Before the connection has said what it opens, or before it has said who it is. */
  before?: 'open' | 'authentication'
  answer(call: Call, args: A): R | Promise<R>
}

/** The row as it is: the types of its arguments and its result are those of the calls that clients make. */
export function procedure<A, R>(row: Procedure<A, R>): Procedure<A, R> {
  return row
}

/** What a flag that is not known would have changed can't be told. */
export function refuseOtherFlags(flags: number, known: Record<string, number>): void {
  const mask = Object.values(known).reduce((sum, flag) => sum | flag, 0)
  const others = (flags & ~mask) >>> 0
  if (others) throw new LodgeError('INVALID_ARG', `unsupported flags (0x${others.toString(16)})`)
}

/** The domain that a handle names. */
export async function domainOf(call: Call, { uuid, name }: DomainHandle): Promise<Domain> {
  try {
    const domain = await call.host.domain(uuid)
    call.domain = domain
    return domain
  } catch (error) {
    if (!(error instanceof LodgeError) || error.code !== 'NO_DOMAIN') throw error
    throw noDomain(`no domain with matching uuid '${uuid}' (${name})`)
  }
}

/** The words before the colon are libvirt's: there are clients that look for them. */
export function noDomain(why: string): LodgeError {
  return new LodgeError('NO_DOMAIN', `Domain not found: ${why}`)
}

export function handleOf({ name, uuid, id }: Domain): DomainHandle {
  return { name, uuid, id: id ?? -1 }
}
