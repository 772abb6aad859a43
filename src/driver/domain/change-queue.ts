import { LodgeError } from '../../base/errors.ts'

/** Milliseconds that a change waits for those before it, as libvirt's do. */
const patience = 30_000

/** More changes that wait than any client means. */
const mostWaiting = 1000

interface Waiting {
  what: string
  begin: () => void
}

export interface ChangeOptions {
  /** It has to be done, and nobody would do it later: it waits as long as it takes. */
  inAnyCase?: boolean
}

export interface Change {
  what: string
  /** Milliseconds since the epoch. */
  since: number
}

/** Changes to one domain, one at a time and in their order. */
export class ChangeQueue {
  readonly #patience: number
  readonly #waiting: Waiting[] = []
  #current: Change | undefined

  constructor({ patience: wait = patience }: { patience?: number } = {}) {
    this.#patience = wait
  }

  /** What is being changed just now. */
  get current(): Change | undefined {
    return this.#current
  }

  /** Does the work when it is its turn. Inside of it no other change to the same domain may be waited for. */
  async run<T>(what: string, work: () => Promise<T>, options: ChangeOptions = {}): Promise<T> {
    if (this.#current) await this.#turn(what, options)
    this.#current = { what, since: Date.now() }
    try {
      return await work()
    } finally {
      this.#current = undefined
      // Taken over before anybody who comes now can be.
      const next = this.#waiting.shift()
      if (next) {
        this.#current = { what: next.what, since: Date.now() }
        next.begin()
      }
    }
  }

  #turn(what: string, { inAnyCase = false }: ChangeOptions): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const waiting: Waiting = { what, begin: resolve }
    if (inAnyCase) {
      this.#waiting.push(waiting)
      return promise
    }
    if (this.#waiting.length >= mostWaiting) {
      throw new LodgeError('OPERATION_FAILED', `${mostWaiting} changes to the domain are waiting already`)
    }
    const timer = setTimeout(() => {
      this.#waiting.splice(this.#waiting.indexOf(waiting), 1)
      reject(this.#heldUp(what))
    }, this.#patience)
    this.#waiting.push(waiting)
    return promise.finally(() => clearTimeout(timer))
  }

  /** The words before the parenthesis are libvirt's: there are clients that look for them. */
  #heldUp(what: string): LodgeError {
    const { what: holder = 'nobody', since = Date.now() } = this.#current ?? {}
    const seconds = Math.round((Date.now() - since) / 1000)
    return new LodgeError(
      'OPERATION_TIMEOUT',
      `Timed out during operation: cannot acquire state change lock (held by '${holder}' for ${seconds} s)`,
      { where: what, hint: 'destroy does not wait for it', data: { holder, since } },
    )
  }
}
