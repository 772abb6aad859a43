import { nearest } from '../../../base/nearest.ts'
import type { Scalar } from '../scalars.ts'
import type { BoundField, Field, FieldTags, OptionalField } from './field.ts'
import { known } from './known.ts'

/** The same field, allowed to be missing. */
export function optional<T>(field: Field<T>): OptionalField<T> {
  const copy = (key: string): BoundField<T> => {
    const bound = field(key)
    return { ...bound, reference: { ...bound.reference, optional: true } }
  }
  return Object.assign(copy, { optional: true as const })
}

export function attr<T>(scalar: Scalar<T>, doc = '', tags: FieldTags = {}): Field<T> {
  return (key) => {
    const name = tags.name ?? key
    return {
      known: known([name]),
      read(from, reading) {
        const found = from.attributes.get(name)
        if (!found) return undefined
        const value = scalar.read(found.value)
        if (value !== undefined) return value
        const near = scalar.words && nearest(found.value, scalar.words)
        reading.inside(`@${name}`, () =>
          reading.error(
            'XML_ERROR',
            `attribute '${name}' of element '${from.name}' is '${clip(found.value)}': expected ${scalar.expects}`,
            found.position,
            near,
          ),
        )
        return undefined
      },
      write(value, to, options) {
        if (!tags.secret || options.secrets) to.attribute(name, scalar.write(value))
      },
      reference: { kind: 'attribute', name, doc, expects: scalar.expects, words: scalar.words, secret: tags.secret },
    }
  }
}

/** The text inside the element itself. */
export function content<T>(scalar: Scalar<T>, doc = '', tags: Pick<FieldTags, 'secret'> = {}): Field<T> {
  return () => ({
    known: known([]),
    read(from, reading) {
      if (from.text.trim() === '') return undefined
      const value = scalar.read(from.text.trim())
      if (value === undefined) {
        reading.error(
          'XML_ERROR',
          `element '${from.name}' holds '${clip(from.text.trim())}': expected ${scalar.expects}`,
          from.position,
          scalar.words && nearest(from.text.trim(), scalar.words),
        )
      }
      return value
    },
    write(value, to, options) {
      if (!tags.secret || options.secrets) to.text = scalar.write(value)
    },
    reference: { kind: 'text', name: 'text', doc, expects: scalar.expects, words: scalar.words, secret: tags.secret },
  })
}

/** An element that holds nothing but text: `<name>web</name>`. An empty one counts as missing. */
export function text<T>(scalar: Scalar<T>, doc = '', tags: FieldTags = {}): Field<T> {
  return (key) => {
    const name = tags.name ?? key
    const inner = content(scalar, doc, tags)(name)
    return {
      known: known([], [[name, undefined]]),
      read(from, reading) {
        const child = from.children.find((each) => each.name === name)
        if (!child || child.text.trim() === '') return undefined
        return reading.inside(name, () => inner.read(child, reading))
      },
      write(value, to, options) {
        if (!tags.secret || options.secrets) inner.write(value, to.append(name), options)
      },
      reference: { kind: 'element', name, doc, expects: scalar.expects, words: scalar.words, secret: tags.secret },
    }
  }
}

/** An element whose presence is the value: `<readonly/>`. */
export function flag(doc = '', tags: FieldTags = {}): Field<boolean> {
  return (key) => {
    const name = tags.name ?? key
    return {
      known: known([], [[name, undefined]]),
      read: (from) => from.children.some((child) => child.name === name),
      absent: false,
      write(value, to) {
        if (value) to.append(name)
      },
      reference: { kind: 'element', name, doc, optional: true },
    }
  }
}

/** Something of what runs, which a definition does not keep: known, and neither read nor written. */
export function ignored(kind: 'attribute' | 'element', doc: string): OptionalField<never> {
  const field = (name: string): BoundField<never> => ({
    known: kind === 'attribute' ? known([name]) : known([], [[name, undefined]]),
    read: () => undefined,
    write: () => {},
    reference: { kind, name, doc, optional: true, ignored: true },
  })
  return Object.assign(field, { optional: true as const })
}

export function clip(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}
