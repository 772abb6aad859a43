import type { Identity } from '../../chain/identity.ts'
import type { Limits } from './limits.ts'

/** One client's place. */
export interface Place {
  /** It has said what it opens. */
  known(): void
  left(): void
}

type Places = Pick<Limits, 'clients' | 'clientsOfOne' | 'strangers' | 'strangersOfOne'>

interface Count {
  clients: number
  strangers: number
}

/** How many are here, in all and of each: nobody takes everybody's place. */
export class Attendance {
  readonly #limits: Places
  readonly #of = new Map<string, Count>()
  readonly #all: Count = { clients: 0, strangers: 0 }

  constructor(limits: Places) {
    this.#limits = limits
  }

  get clients(): number {
    return this.#all.clients
  }

  /** Undefined where there is no place. Root always gets one: somebody has to be able to look what goes on. */
  enter(identity: Identity): Place | undefined {
    const key = keyOf(identity)
    const own = this.#of.get(key) ?? { clients: 0, strangers: 0 }
    const { clients, clientsOfOne, strangers, strangersOfOne } = this.#limits
    const full =
      this.#all.clients >= clients ||
      this.#all.strangers >= strangers ||
      own.clients >= clientsOfOne ||
      own.strangers >= strangersOfOne
    if (full && identity.process?.uid !== 0) return undefined
    this.#of.set(key, own)
    const counts = [this.#all, own]
    for (const count of counts) {
      count.clients++
      count.strangers++
    }
    let isStranger = true
    const known = (): void => {
      if (isStranger) for (const count of counts) count.strangers--
      isStranger = false
    }
    const left = (): void => {
      known()
      for (const count of counts) count.clients--
      if (own.clients === 0) this.#of.delete(key)
    }
    return { known, left }
  }
}

/** Who counts as one: a user, a certificate, a machine. */
function keyOf({ door, process, certificate, address }: Identity): string {
  return `${door} ${process?.uid ?? certificate ?? address ?? ''}`
}
