import { emptyElement } from '../tree.ts'
import type { Element, Field } from './field.ts'
import { known } from './known.ts'

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
