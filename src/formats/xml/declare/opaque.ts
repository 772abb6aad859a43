import type { XmlElement } from '../tree.ts'
import type { BoundField, FieldTags, OptionalField } from './field.ts'
import { known } from './known.ts'

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
