import type { DomainEvent, DomainStatus } from '../../../api/index.ts'
import type { DomainHandle } from '../protocol/types.ts'

/** Ends of domains that are kept in mind. */
const mostEnds = 1000

/** Which domains run under which number, and how others have ended, as far as the server has told. */
export class Runs {
  readonly #ids = new Map<string, number>()
  readonly #ends = new Map<string, DomainStatus>()

  id(uuid: string): number | undefined {
    return this.#ids.get(uuid)
  }

  end(uuid: string): DomainStatus | undefined {
    return this.#ends.get(uuid)
  }

  /** Every handle says whether its domain runs. */
  learn({ uuid, id }: Pick<DomainHandle, 'uuid' | 'id'>): void {
    if (id < 0) this.#ids.delete(uuid)
    else {
      this.#ids.set(uuid, id)
      this.#ends.delete(uuid)
    }
  }

  tell(told: DomainEvent): void {
    const { uuid, id } = told.domain
    this.learn({ uuid, id: id ?? -1 })
    if (told.event !== 'stopped') return
    this.#ids.delete(uuid)
    this.#ends.delete(uuid)
    this.#ends.set(uuid, endOf(told.detail))
    const [oldest] = this.#ends.keys()
    if (this.#ends.size > mostEnds && oldest !== undefined) this.#ends.delete(oldest)
  }

  /** A new connection: what has happened meanwhile is not known. */
  forget(): void {
    this.#ids.clear()
  }
}

/** What `stopped` says of how it ended. */
function endOf(detail: string): DomainStatus {
  if (detail === 'crashed') return { state: 'crashed', reason: 'panicked' }
  return { state: 'shutoff', reason: detail }
}
