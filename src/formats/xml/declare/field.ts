import type { Reading } from '../reading.ts'
import type { XmlElement } from '../tree.ts'
import type { XmlOutput } from '../writer.ts'

/** Made for the key under which it stands in a shape; unless told otherwise the XML name is that key. */
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
export type Flat<T> = { [K in keyof T]: T[K] }

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
