import type { ErrorCode, Position } from '../../base/errors.ts'
import { nearest } from '../../base/nearest.ts'
import type { Problem } from '../../base/problems.ts'
import type { XmlElement } from './tree.ts'

/** What reading a document collects. */
export class Reading {
  readonly problems: Problem[] = []
  /** The document, for parts that are kept as they are. */
  readonly source: string
  readonly #path: string[] = []

  constructor(source: string) {
    this.source = source
  }

  inside<T>(step: string, read: () => T): T {
    this.#path.push(step)
    try {
      return read()
    } finally {
      this.#path.pop()
    }
  }

  get path(): string {
    return `/${this.#path.join('/')}`
  }

  error(code: ErrorCode, message: string, position: Position, near?: string): void {
    this.problems.push({ level: 'error', code, message, path: this.path, position, nearest: near })
  }

  unknown(
    what: 'element' | 'attribute',
    name: string,
    parent: string,
    position: Position,
    known: Iterable<string>,
  ): void {
    const path = this.inside(what === 'attribute' ? `@${name}` : name, () => this.path)
    const message =
      what === 'attribute'
        ? `element '${parent}' has no attribute '${name}': it is ignored`
        : `element '${parent}' has no element '${name}' inside: it is ignored`
    this.problems.push({ level: 'warning', code: 'XML_ERROR', message, path, position, nearest: nearest(name, known) })
  }
}

class Given {
  constructor(value: object) {
    // biome-ignore lint/correctness/noConstructorReturn: what is derived from it gives its fields to an object that is there
    return value
  }
}

/** A private field on objects of others: nobody else sees it, and it costs less than a weak map by far. */
class Origin extends Given {
  #element: XmlElement

  private constructor(value: object, element: XmlElement) {
    super(value)
    this.#element = element
  }

  static of(value: object): XmlElement | undefined {
    return #element in value ? value.#element : undefined
  }

  static set(value: object, element: XmlElement): void {
    if (#element in value) value.#element = element
    else new Origin(value, element)
  }
}

/** The element that a value was read from, for the line and column of what is wrong with it. */
export function originOf(value: object): XmlElement | undefined {
  return Origin.of(value)
}

export function setOrigin(value: object, element: XmlElement): void {
  Origin.set(value, element)
}

/** A deep copy of a model value that still knows where it came from. */
export function copyOf<T>(value: T): T {
  if (Array.isArray(value)) return value.map(copyOf) as T
  if (typeof value !== 'object' || value === null) return value
  const copy: Record<string, unknown> = {}
  for (const [key, member] of Object.entries(value)) copy[key] = copyOf(member)
  const origin = originOf(value)
  if (origin) setOrigin(copy, origin)
  return copy as T
}
