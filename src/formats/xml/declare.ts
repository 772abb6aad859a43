/** Declarations of elements: type, reader, writer and reference page come from the same value. */
export { always, child, list, recursive } from './declare/children.ts'
export { element } from './declare/element.ts'
export type {
  BoundField,
  Element,
  Field,
  Infer,
  OptionalField,
  Reference,
  Shape,
  WriteOptions,
} from './declare/field.ts'
export { group, union, within } from './declare/groups.ts'
export { opaque } from './declare/opaque.ts'
export { attr, content, flag, ignored, optional, text } from './declare/values.ts'
