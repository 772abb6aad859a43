import { nearest } from '../../../base/nearest.ts'
import { setOrigin } from '../reading.ts'
import { XmlOutput } from '../writer.ts'
import type { BoundField, Field, Flat, Shape, ShapeValue } from './field.ts'
import { known, merged } from './known.ts'
import { bind, readMembers, writeMembers } from './members.ts'
import { clip } from './values.ts'

/** Fields of an element inside that stand in the model as if they were the parent's own. */
export function within<S extends Shape>(name: string, shape: S): S {
  const wrapped: Record<string, unknown> = {}
  for (const [key, field] of Object.entries(shape) as [string, Field<unknown>][]) {
    const inner = (innerKey: string): BoundField<unknown> => {
      const bound = field(innerKey)
      const optional = bound.reference.optional || bound.reference.repeated
      return {
        known: known([], [[name, bound.known]]),
        read(from, reading) {
          const found = from.children.find((each) => each.name === name)
          return found ? reading.inside(name, () => bound.read(found, reading)) : bound.absent
        },
        write(value, to, options) {
          const output = new XmlOutput(name)
          bound.write(value, output, options)
          if (output.empty) return
          const target = to.shared(name)
          target.attributes.push(...output.attributes)
          target.children.push(...output.children)
          target.text ??= output.text
        },
        reference: { kind: 'element', name, optional, members: [bound.reference] },
      }
    }
    wrapped[key] = Object.assign(inner, field)
  }
  return wrapped as S
}

/** A group of fields with a name in the model and none in the XML. */
export function group<S extends Shape>(shape: S): Field<ShapeValue<S>> {
  return () => {
    const members = bind(shape)
    return {
      known: merged(members.map((member) => member.field.known)),
      read: (from, reading) => {
        const value = readMembers(members, from, reading)
        return Object.keys(value).length > 0 ? (value as ShapeValue<S>) : undefined
      },
      write: (value, to, options) => writeMembers(members, value as Record<string, unknown>, to, options),
      reference: { kind: 'group', name: '', members: members.map((member) => member.field.reference) },
    }
  }
}

/**
 * Fields that depend on a word in an attribute of the same element: `<disk type='file'>`. The value has the word under the
 * attribute's name and the fields of its variant.
 */
export function union<const K extends string, V extends Record<string, Shape>>(
  attribute: K,
  variants: V,
  options: { fallback?: keyof V & string; doc?: string } = {},
): Field<{ [N in keyof V & string]: Flat<{ [A in K]: N } & ShapeValue<V[N]>> }[keyof V & string]> {
  type Value = { [N in keyof V & string]: Flat<{ [A in K]: N } & ShapeValue<V[N]>> }[keyof V & string]
  const words = Object.keys(variants)
  return () => {
    const bound = new Map(words.map((word) => [word, bind(variants[word] ?? {})]))
    const all = [...bound.values()].flat().map((member) => member.field.known)
    return {
      known: merged([known([attribute]), ...all]),
      read(from, reading) {
        const found = from.attributes.get(attribute)
        const word = found?.value ?? options.fallback
        if (word === undefined) return undefined
        const members = bound.get(word)
        if (!members) {
          reading.inside(`@${attribute}`, () =>
            reading.error(
              'XML_ERROR',
              `attribute '${attribute}' of element '${from.name}' is '${clip(word)}': expected one of ${words.map((each) => `'${each}'`).join(', ')}`,
              found?.position ?? from.position,
              nearest(word, words),
            ),
          )
          return undefined
        }
        const value = { [attribute]: word, ...readMembers(members, from, reading) }
        setOrigin(value, from)
        return value as Value
      },
      write(value, to, writeOptions) {
        const word = (value as Record<string, unknown>)[attribute] as string
        to.attribute(attribute, word)
        writeMembers(bound.get(word) ?? [], value as Record<string, unknown>, to, writeOptions)
      },
      reference: {
        kind: 'group',
        name: attribute,
        doc: options.doc ?? (options.fallback && `${options.fallback} where absent`),
        optional: options.fallback !== undefined,
        members: words.map((word) => ({
          kind: 'group',
          name: `${attribute}='${word}'`,
          members: (bound.get(word) ?? []).map((member) => member.field.reference),
        })),
      },
    }
  }
}
