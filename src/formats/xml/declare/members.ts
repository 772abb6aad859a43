import type { Reading } from '../reading.ts'
import type { XmlElement } from '../tree.ts'
import type { XmlOutput } from '../writer.ts'
import type { BoundField, Field, Shape, WriteOptions } from './field.ts'

export interface Member {
  key: string
  required: boolean
  field: BoundField<unknown>
}

export function bind(shape: Shape): Member[] {
  return Object.entries(shape).map(([key, field]) => ({
    key,
    required: !('optional' in field),
    field: (field as Field<unknown>)(key),
  }))
}

export function readMembers(members: readonly Member[], from: XmlElement, reading: Reading): Record<string, unknown> {
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

export function writeMembers(
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
