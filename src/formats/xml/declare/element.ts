import { type Reading, setOrigin } from '../reading.ts'
import type { XmlElement } from '../tree.ts'
import { XmlOutput } from '../writer.ts'
import type { Element, Known, Shape, ShapeValue, WriteOptions } from './field.ts'
import { merged } from './known.ts'
import { bind, readMembers, writeMembers } from './members.ts'

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
