import { LodgeError } from '../../base/errors.ts'
import { type Guest, LocalDomain } from '../domain/index.ts'
import type { Keeper } from './keeper.ts'

interface Parts {
  keeper: Keeper
  name: string
  uuid: string
}

/** Which run of a domain there is at the moment, and which was the last: looked for whenever that is asked. */
export class CurrentRun {
  readonly #parts: Parts
  #last: { guest: Guest; run: LocalDomain } | undefined

  constructor(parts: Parts) {
    this.#parts = parts
  }

  get current(): LocalDomain | undefined {
    const last = this.#last
    // One that was let go of answers itself that the host is closed.
    if (last && !last.guest.hasEnded) return last.run
    const { keeper, name, uuid } = this.#parts
    const guest = keeper.running(name, uuid)
    return guest && !guest.events.ended ? this.follow(guest) : undefined
  }

  get last(): LocalDomain | undefined {
    return this.#last?.run
  }

  /** What runs now, for changes. */
  get guest(): Guest | undefined {
    return this.current && this.#last?.guest
  }

  follow(guest: Guest, owned = false): LocalDomain {
    if (this.#last?.guest === guest) return this.#last.run
    this.#last = { guest, run: new LocalDomain(guest, { owned }) }
    return this.#last.run
  }

  /** What runs, or what has run last, which says itself that it has ended. */
  any(): LocalDomain {
    return this.current ?? this.last ?? this.notRunning()
  }

  require(): LocalDomain {
    return this.current ?? this.notRunning()
  }

  requireGuest(): Guest {
    return this.guest ?? this.notRunning()
  }

  notRunning(): never {
    // libvirt's own words: scripts look for them.
    throw new LodgeError('OPERATION_INVALID', 'domain is not running', {
      hint: `start it first: lodge start ${this.#parts.name}`,
    })
  }
}
