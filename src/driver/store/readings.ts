import { type Domain, formatDomain, type GuestSizes, parseDomain, sizesOf } from '../../model/domain/index.ts'
import type { Definition } from './definition.ts'

/** Texts of about 5 kB each; sizes are so small that all are kept. */
const mostTexts = 256

/** What is asked of definitions again and again, derived from a file once for as long as it stays as it is. */
export class Readings {
  readonly #read: (definition: Definition) => string
  readonly #sizes = new WeakMap<Definition, GuestSizes>()
  /** Without passwords; what was asked for last stands last. */
  readonly #texts = new Map<Definition, string>()

  constructor(read: (definition: Definition) => string) {
    this.#read = read
  }

  sizes(definition: Definition): GuestSizes {
    const sizes = this.#sizes.get(definition) ?? sizesOf(this.domain(definition))
    this.#sizes.set(definition, sizes)
    return sizes
  }

  /** What was just written needs not be read again. */
  learn(definition: Definition, sizes: GuestSizes): void {
    this.#sizes.set(definition, sizes)
  }

  /** As users see it. */
  xml(definition: Definition): string {
    const text = this.#texts.get(definition) ?? formatDomain(this.domain(definition))
    this.#texts.delete(definition)
    this.#texts.set(definition, text)
    const [oldest] = this.#texts.keys()
    if (oldest && this.#texts.size > mostTexts) this.#texts.delete(oldest)
    return text
  }

  domain(definition: Definition): Domain {
    const domain = parseDomain(this.#read(definition), definition.path)
    domain.uuid ??= definition.uuid
    return domain
  }
}
