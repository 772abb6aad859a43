import { nearest } from '../../base/nearest.ts'
import { type Reading, setOrigin } from './reading.ts'
import type { Scalar } from './scalars.ts'
import { emptyElement, type XmlElement } from './tree.ts'
import { XmlOutput } from './writer.ts'

/**
 * Declarations of elements: type, reader, writer and reference page come from the same value.
 * A field is made for the key under which it stands in a shape; unless told otherwise the XML name is that key.
 */
export type Field<T> = (key: string) => BoundField<T>

/** A field whose value may be missing. */
export interface OptionalField<T> extends Field<T> {
  optional: true
}

export interface BoundField<T> {
  known: Known
  read(from: XmlElement, reading: Reading): T | undefined
  write(value: T, to: XmlOutput, options: WriteOptions): void
  /** The value where the element that the field is in is not there at all. */
  absent?: T
  reference: Reference
}

/** Names that fields take from their element; what no field takes is unknown. An element that reads itself has no names here. */
export interface Known {
  attributes: ReadonlySet<string>
  elements: ReadonlyMap<string, Known | undefined>
}

function known(attributes: Iterable<string>, elements: Iterable<[string, Known | undefined]> = []): Known {
  return { attributes: new Set(attributes), elements: new Map(elements) }
}

function merged(all: readonly Known[]): Known {
  const elements = new Map<string, Known | undefined>()
  for (const each of all) {
    for (const [name, inner] of each.elements) {
      const before = elements.get(name)
      elements.set(name, before && inner ? merged([before, inner]) : (inner ?? before))
    }
  }
  return { attributes: new Set(all.flatMap((each) => [...each.attributes])), elements }
}

/** What the reference page says of a field. */
export interface Reference {
  kind: 'attribute' | 'element' | 'text' | 'group'
  name: string
  doc?: string
  optional?: boolean
  repeated?: boolean
  secret?: boolean
  expects?: string
  /** Words that are allowed, where they can be listed. */
  words?: readonly string[]
  /** Known, but neither read nor written. */
  ignored?: boolean
  members?: Reference[]
}

export interface WriteOptions {
  /** Values tagged secret are written only when asked for. */
  secrets: boolean
}

export interface FieldTags {
  /** The name in the XML, where it is not the key. */
  name?: string
  /** Left out of a dump unless asked for. */
  secret?: boolean
}

export type Shape = Record<string, Field<never> | Field<unknown>>

type ValueOf<F> = F extends Field<infer T> ? T : never
type OptionalKeys<S> = { [K in keyof S]: S[K] extends { optional: true } ? K : never }[keyof S]
type Flat<T> = { [K in keyof T]: T[K] }

export type ShapeValue<S> = Flat<
  { [K in Exclude<keyof S, OptionalKeys<S>>]: ValueOf<S[K]> } & { [K in OptionalKeys<S>]?: ValueOf<S[K]> }
>

export interface Element<T> {
  name: string
  doc: string
  read(from: XmlElement, reading: Reading): T
  write(value: T, options?: Partial<WriteOptions>): XmlOutput
  fill(value: T, to: XmlOutput, options: WriteOptions): void
  reference: Reference
}

export type Infer<E> = E extends Element<infer T> ? T : never

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

/** One element inside. One that would be written without anything in it is left out, unless `keepEmpty`. */
export function child<T>(element: Element<T>, options: { keepEmpty?: boolean } = {}): Field<T> {
  return () => ({
    known: known([], [[element.name, undefined]]),
    read(from, reading) {
      const found = from.children.find((each) => each.name === element.name)
      return found && reading.inside(element.name, () => element.read(found, reading))
    },
    write(value, to, writeOptions) {
      const output = element.write(value, writeOptions)
      if (options.keepEmpty || !output.empty) to.children.push(output)
    },
    reference: element.reference,
  })
}

/** A child that reads as an empty one where it is missing. */
export function always<T>(element: Element<T>): Field<T> {
  const inner = child(element, { keepEmpty: true })
  return (key) => {
    const bound = inner(key)
    return {
      ...bound,
      read: (from, reading) =>
        bound.read(from, reading) ??
        reading.inside(element.name, () => element.read(emptyElement(element.name, from.position), reading)),
    }
  }
}

/** A child that may hold its own kind again, so that its declaration can only be had when it is read. */
export function recursive<T>(
  name: string,
  declaration: () => Element<T>,
  options: { keepEmpty?: boolean } = {},
): Field<T> {
  return (key) => ({
    known: known([], [[name, undefined]]),
    read: (from, reading) => child(declaration(), options)(key).read(from, reading),
    write: (value, to, writeOptions) => child(declaration(), options)(key).write(value, to, writeOptions),
    reference: { kind: 'element', name, doc: 'the same again' },
  })
}

/** Any number of one element inside, in the order of the document. */
export function list<T>(element: Element<T>): Field<T[]> {
  return () => ({
    known: known([], [[element.name, undefined]]),
    read(from, reading) {
      const found = from.children.filter((each) => each.name === element.name)
      return found.map((each, index) =>
        reading.inside(found.length > 1 ? `${element.name}[${index + 1}]` : element.name, () =>
          element.read(each, reading),
        ),
      )
    },
    absent: [],
    write(values, to, options) {
      for (const value of values) to.children.push(element.write(value, options))
    },
    reference: { ...element.reference, repeated: true },
  })
}

/** Fields of an element inside that stand in the model as if they were the parent's own. */
export function within<S extends Shape>(name: string, shape: S): S {
  const wrapped: Record<string, unknown> = {}
  for (const [key, field] of Object.entries(shape) as [string, Field<unknown>][]) {
    const inner = (innerKey: string): BoundField<unknown> => {
      const bound = field(innerKey)
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
        reference: { kind: 'element', name, members: [bound.reference] },
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
        doc: options.doc,
        members: words.map((word) => ({
          kind: 'group',
          name: `${attribute}='${word}'`,
          members: (bound.get(word) ?? []).map((member) => member.field.reference),
        })),
      },
    }
  }
}

/** An element that is kept as the user wrote it. */
export function opaque(doc = '', tags: FieldTags = {}): OptionalField<string> {
  const field = (key: string): BoundField<string> => {
    const name = tags.name ?? key
    return {
      known: known([], [[name, undefined]]),
      read(from, reading) {
        const found = from.children.find((each) => each.name === name)
        return found && found.children.length > 0 ? asWritten(found, reading.source) : undefined
      },
      write: (value, to) => to.raw(value),
      reference: { kind: 'element', name, doc, optional: true, expects: 'anything' },
    }
  }
  return Object.assign(field, { optional: true as const })
}

/** The element's own text, with the declarations of prefixes that it takes from outside. */
function asWritten(element: XmlElement, source: string): string {
  const needed = new Map<string, string>()
  const visit = (each: XmlElement, declared: ReadonlySet<string>): void => {
    const known = new Set([...declared, ...[...each.attributes.keys()].filter((name) => name.startsWith('xmlns'))])
    const prefix = each.name.includes(':') ? `xmlns:${each.name.split(':')[0]}` : 'xmlns'
    if (each.namespace !== '' && !known.has(prefix)) needed.set(prefix, each.namespace)
    for (const inner of each.children) visit(inner, known)
  }
  visit(element, new Set())
  const raw = source.slice(...element.range)
  const declarations = [...needed].map(([name, uri]) => ` ${name}="${uri.replace(/"/g, '&quot;')}"`).join('')
  return `<${element.name}${declarations}${raw.slice(1 + element.name.length)}`
}

export function element<S extends Shape>(name: string, shape: S, doc = ''): Element<ShapeValue<S>> {
  const members = bind(shape)
  const names = merged(members.map((member) => member.field.known))
  const fill = (value: ShapeValue<S>, to: XmlOutput, options: WriteOptions): void =>
    writeMembers(members, value as Record<string, unknown>, to, options)
  return {
    name,
    doc,
    read(from, reading) {
      const value = readMembers(members, from, reading)
      setOrigin(value, from)
      reportUnknown(from, names, reading)
      return value as ShapeValue<S>
    },
    write(value, options = {}) {
      const output = new XmlOutput(name)
      fill(value, output, { secrets: false, ...options })
      return output
    },
    fill,
    reference: { kind: 'element', name, doc, members: members.map((member) => member.field.reference) },
  }
}

interface Member {
  key: string
  required: boolean
  field: BoundField<unknown>
}

function bind(shape: Shape): Member[] {
  return Object.entries(shape).map(([key, field]) => ({
    key,
    required: !('optional' in field),
    field: (field as Field<unknown>)(key),
  }))
}

function readMembers(members: readonly Member[], from: XmlElement, reading: Reading): Record<string, unknown> {
  const value: Record<string, unknown> = {}
  for (const { key, required, field } of members) {
    const before = reading.problems.length
    const member = field.read(from, reading)
    if (member !== undefined) value[key] = member
    else if (required && reading.problems.length === before) {
      const { kind, name } = field.reference
      reading.error(
        'XML_ERROR',
        `element '${from.name}' needs ${kind === 'element' ? 'element' : 'attribute'} '${name}'`,
        from.position,
      )
    }
  }
  return value
}

function writeMembers(
  members: readonly Member[],
  value: Record<string, unknown>,
  to: XmlOutput,
  options: WriteOptions,
): void {
  for (const { key, field } of members) {
    const member = value[key]
    if (member !== undefined) field.write(member, to, options)
  }
}

function reportUnknown(from: XmlElement, { attributes, elements }: Known, reading: Reading): void {
  for (const { name, position } of from.attributes.values()) {
    const declaration = name === 'xmlns' || name.startsWith('xmlns:')
    if (!declaration && !attributes.has(name)) reading.unknown('attribute', name, from.name, position, attributes)
  }
  for (const child of from.children) {
    const inner = elements.get(child.name)
    if (inner) reading.inside(child.name, () => reportUnknown(child, inner, reading))
    else if (!elements.has(child.name)) {
      reading.unknown('element', child.name, from.name, child.position, elements.keys())
    }
  }
}

function clip(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}
