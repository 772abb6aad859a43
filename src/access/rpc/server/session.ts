import type { Domain } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import type { AccessClass } from '../../chain/access-classes.ts'
import type { Identity } from '../../chain/identity.ts'
import type { Subject } from '../../chain/subject.ts'
import { features } from '../protocol/features.ts'
import type { AbsentKind, MonitorWatch, Session } from '../protocol/procedure.ts'
import type { DomainHandle } from '../protocol/types.ts'
import { AbsentWatches } from './absent-watches.ts'
import type { Admission } from './admission.ts'
import type { MonitorWatches } from './monitor-watches.ts'
import type { Watches } from './watches.ts'

/** What is answered with yes. */
const supported = new Set<number>([
  ...[features.typedParameterStrings, features.keepalive, features.callbackIds, features.closeCallback, features.lodge],
])

const readOnlyFlag = 1

interface Options {
  subject: Subject
  subjectOf(identity: Identity): Subject
  uris: readonly string[]
  admission: Admission
  opened(): void
  closed(): void
  keepalive(): void
  /** Whether descriptors can be passed from now on. */
  passDescriptors(): boolean
  watches: Watches
  monitorWatches: MonitorWatches
}

/** What a client has said of itself, and what it is to be told. */
export class ClientSession implements Session {
  readonly #options: Options
  readonly #watches: Watches
  readonly #absent = new AbsentWatches()
  #uri: string | undefined
  #closing = false
  #ended = false
  #wantsEnd = false
  readonly #mortal = new Set<Domain>()

  constructor(options: Options) {
    this.#options = options
    this.#watches = options.watches
  }

  get isOpen(): boolean {
    return this.#uri !== undefined
  }

  get uri(): string {
    return this.#uri ?? ''
  }

  get readOnly(): boolean {
    return this.#options.subject.readOnly
  }

  get isUndecided(): boolean {
    return this.#options.subject.question !== undefined
  }

  authenticate(): Promise<void> {
    return this.#options.admission.ask()
  }

  get isSecure(): boolean {
    return this.#options.subject.identity.door !== 'tcp'
  }

  may(access: AccessClass, { name }: Domain): boolean {
    return this.#options.subject.may(access, name)
  }

  open(name: string | undefined, flags: number): void {
    if (this.isOpen) throw new LodgeError('INTERNAL_ERROR', 'connection already open')
    const [first = ''] = this.#options.uris
    const wanted = name === '' ? first : name?.replace(/\?.*$/, '')
    if (wanted === undefined || !this.#options.uris.includes(wanted)) {
      throw new LodgeError('NO_CONNECT', `nothing here is called '${name ?? ''}'`, {
        hint: `here are ${this.#options.uris.join(', ')}`,
      })
    }
    this.#uri = wanted
    if (flags & readOnlyFlag) this.#options.subject.onlyLook()
    this.#options.opened()
  }

  actFor(identity: Identity): void {
    const { subject, subjectOf } = this.#options
    subject.actFor(subjectOf(identity))
  }

  close(): void {
    this.#closing = true
  }

  supportsFeature(number: number): boolean {
    if (number === features.keepalive) this.#options.keepalive()
    else if (!this.isOpen) throw new LodgeError('INTERNAL_ERROR', 'hypervisor connection not open')
    if (number === features.descriptors) return this.#options.passDescriptors()
    return supported.has(number)
  }

  /** Whether it is told of the end of its connection. */
  get wantsEnd(): boolean {
    return this.#wantsEnd
  }

  tellOfEnd(wanted: boolean): void {
    this.#wantsEnd = wanted
  }

  destroyAtEnd(domain: Domain): void {
    if (this.#ended) domain.destroy().catch(() => {})
    else this.#mortal.add(domain)
  }

  /** A call has been answered: what was to happen after it can. */
  answered(): void {
    if (this.#closing) this.#options.closed()
  }

  watchDomains(event: number, domain: DomainHandle | undefined): number {
    return this.#watches.add({ event, uuid: domain?.uuid })
  }

  unwatchDomains(number: number): void {
    this.#watches.remove(number)
  }

  watchDomainsOnce(event: number): number {
    this.#watches.add({ event, legacy: true })
    return this.#watches.legacyCount
  }

  unwatchDomainsOnce(event: number): number {
    this.#watches.removeLegacy(event)
    return this.#watches.legacyCount
  }

  watchMonitors(watch: MonitorWatch): number {
    return this.#options.monitorWatches.add(watch)
  }

  unwatchMonitors(number: number): void {
    this.#options.monitorWatches.remove(number)
  }

  watchAbsent(kind: AbsentKind, event: number): number {
    return this.#absent.add(kind, event)
  }

  unwatchAbsent(kind: AbsentKind, number: number): void {
    this.#absent.remove(kind, number)
  }

  end(): void {
    this.#ended = true
    this.#options.monitorWatches.end()
    this.#watches.end()
    // One that has ended by itself is not to be destroyed any more, and nobody is left to be told.
    for (const domain of this.#mortal) domain.destroy().catch(() => {})
  }
}
