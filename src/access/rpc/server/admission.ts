import { LodgeError } from '../../../base/errors.ts'
import type { Polkit } from '../../chain/polkit.ts'
import type { Subject } from '../../chain/subject.ts'
import type { Limits } from './limits.ts'
import { requirePolkit } from './require-polkit.ts'

interface Options {
  subject: Subject
  limits: Pick<Limits, 'openWithin' | 'askWithin'>
  polkit?: Polkit
  /** It has not opened in time. */
  late(): void
}

/** A client's way in: it has so much time, and polkit may have to be asked first, while which that time stands still. */
export class Admission {
  readonly #options: Options
  /** Of the question to polkit. */
  #over: AbortController | undefined
  #deadline: NodeJS.Timeout | undefined
  #ended = false

  constructor(options: Options) {
    this.#options = options
    this.#wait()
  }

  /** Once: who was not let in comes again, and is counted again. */
  async ask(): Promise<void> {
    const { subject, polkit, limits } = this.#options
    const { question } = subject
    if (!question || this.#over || this.#ended) {
      throw new LodgeError('AUTH_FAILED', 'authentication failed: polkit is not asked for this connection now')
    }
    this.#over = new AbortController()
    clearTimeout(this.#deadline)
    try {
      await requirePolkit({ polkit, question, within: limits.askWithin, signal: this.#over.signal })
      subject.allow()
    } finally {
      this.#wait()
    }
  }

  /** It has opened, or has gone: nobody needs an answer any more. */
  end(): void {
    this.#ended = true
    clearTimeout(this.#deadline)
    this.#over?.abort()
  }

  #wait(): void {
    const { limits, late } = this.#options
    if (!this.#ended) this.#deadline = setTimeout(late, limits.openWithin)
  }
}
