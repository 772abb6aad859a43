import type { DomainHandle } from '../../protocol/types.ts'
import type { Connection } from '../connection.ts'

/** What a facet needs of the domain whose facet it is. */
export interface CallableDomain {
  readonly name: string
  /** How calls name it. */
  readonly handle: DomainHandle
  readonly call: Connection['call']
  readonly callQemu: Connection['callQemu']
}
