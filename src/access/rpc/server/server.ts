import type { Duplex } from 'node:stream'
import type { Host } from '../../../api/index.ts'
import type { AuditRecord } from '../../chain/audit.ts'
import { type Identity, unknownIdentity } from '../../chain/identity.ts'
import { openPolicy, type Policy } from '../../chain/policy.ts'
import type { Polkit } from '../../chain/polkit.ts'
import { Attendance } from './attendance.ts'
import { Connection } from './connection.ts'
import { Consoles } from './consoles.ts'
import type { DescriptorSupport } from './descriptors.ts'
import { defaultLimits, type Limits } from './limits.ts'

export interface RpcServerOptions {
  host: Host
  /** What an empty name opens first, and all that may be opened. */
  uris: readonly string[]
  limits?: Partial<Limits>
  /** Everybody who gets in may everything where there is none. */
  policy?: Pick<Policy, 'subjectOf'>
  /** Says what no rule says of somebody, where the policy leaves it to it. */
  polkit?: Polkit
  /** Passes descriptors, where this machine can. */
  descriptors?: DescriptorSupport
  /** Told of every change, and of what was refused. */
  audit?(record: AuditRecord): void
  /** A client has come or gone. */
  changed?(): void
}

/** Speaks libvirt's protocol over whatever carries bytes. */
export class RpcServer {
  readonly #options: RpcServerOptions
  readonly #limits: Limits
  readonly #connections = new Set<Connection>()
  readonly #consoles = new Consoles()
  readonly #attendance: Attendance

  constructor(options: RpcServerOptions) {
    this.#options = options
    this.#limits = { ...defaultLimits, ...options.limits }
    this.#attendance = new Attendance(this.#limits)
  }

  get clients(): number {
    return this.#attendance.clients
  }

  /** Takes a new client, or turns it away where there are too many. */
  accept(socket: Duplex, who: Partial<Identity> = {}): void {
    const identity = { ...unknownIdentity, ...who }
    const place = this.#attendance.enter(identity, () => socket.destroy())
    if (!place) {
      socket.destroy()
      return
    }
    this.#options.changed?.()
    socket.once('close', () => {
      this.#connections.delete(connection)
      place.left()
      this.#options.changed?.()
    })
    const policy = this.#options.policy ?? openPolicy
    const connection = new Connection({
      ...{ ...this.#options, socket },
      subject: policy.subjectOf(identity),
      subjectOf: (other) => policy.subjectOf(other),
      limits: this.#limits,
      consoles: this.#consoles,
      opened: () => place.known(),
    })
    this.#connections.add(connection)
  }

  close(): void {
    for (const connection of this.#connections) connection.close()
  }
}
