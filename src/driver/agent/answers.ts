import { LodgeError } from '../../base/errors.ts'

/** More of anything is no honest guest's. */
const mostItems = 2048
const longestText = 64 << 10

/** A guest's answer, of which nothing is known until it has been looked at. */
export class Answer {
  readonly #what: string
  readonly #value: unknown

  constructor(what: string, value: unknown) {
    this.#what = what
    this.#value = value
  }

  get text(): string {
    return this.#require('a text', this.optionalText)
  }

  get optionalText(): string | undefined {
    const value = this.#value
    return typeof value === 'string' && value.length <= longestText ? value : undefined
  }

  get number(): number {
    return this.#require('a number', this.optionalNumber)
  }

  get optionalNumber(): number | undefined {
    return typeof this.#value === 'number' && Number.isFinite(this.#value) ? this.#value : undefined
  }

  get isTrue(): boolean {
    return this.#value === true
  }

  get items(): Answer[] {
    const list = this.#require('a list', Array.isArray(this.#value) ? this.#value : undefined)
    if (list.length > mostItems) throw this.#wrong(`a list of at most ${mostItems}`)
    return list.map((each) => new Answer(this.#what, each))
  }

  /** Older agents leave out what newer ones say. */
  get optionalItems(): Answer[] {
    return this.#value === undefined ? [] : this.items
  }

  of(name: string): Answer {
    const value = this.#value
    const record = typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    return new Answer(`${this.#what}: ${name}`, record ? (value as Record<string, unknown>)[name] : undefined)
  }

  #require<T>(kind: string, value: T | undefined): T {
    if (value === undefined) throw this.#wrong(kind)
    return value
  }

  #wrong(expected: string): LodgeError {
    return new LodgeError('INTERNAL_ERROR', `internal error: guest agent's answer is not ${expected}`, {
      where: this.#what,
    })
  }
}
