import type { Position } from '../../base/errors.ts'
import { unitBytes } from '../../base/sizes.ts'
import type { Field } from './declare.ts'
import type { Reading } from './reading.ts'

type Unit = 'bytes' | 'KiB' | 'MiB'

/** libvirt counts bytes in 63 bits. */
const mostBytes = 2 ** 63

/**
 * The text of an element as a size with its `unit` attribute, in the model a number of `step` bytes rounded up. Without an
 * attribute the unit is `step` itself, which is also what is written.
 */
export function sizedContent(unit: Unit, doc = '', fallback: string = unit): Field<number> {
  return () => ({
    known: { attributes: new Set(['unit']), elements: new Map() },
    read(from, reading) {
      const written = from.attributes.get('unit')
      return sizeOf(
        { text: from.text, unit: written?.value ?? fallback, step: unit, what: `element '${from.name}'` },
        { reading, position: from.position, unitPosition: written?.position },
      )
    },
    write(value, to) {
      to.attribute('unit', unit)
      to.text = String(value)
    },
    reference: { kind: 'text', name: 'text', doc, expects: `a size, written in ${unit}` },
  })
}

/** A size in an attribute, its unit in the attribute beside it: `<page size='2' unit='MiB'/>`. */
export function sizedAttribute(
  unit: Unit,
  options: { name?: string; doc?: string; unitName?: string } = {},
): Field<number> {
  const { doc = '', unitName = 'unit' } = options
  return (key) => {
    const name = options.name ?? key
    return {
      known: { attributes: new Set([name, unitName]), elements: new Map() },
      read(from, reading) {
        const found = from.attributes.get(name)
        if (!found) return undefined
        const written = from.attributes.get(unitName)
        return sizeOf(
          {
            text: found.value,
            unit: written?.value ?? unit,
            step: unit,
            what: `attribute '${name}' of element '${from.name}'`,
          },
          { reading, position: found.position, unitPosition: written?.position },
        )
      },
      write(value, to) {
        to.attribute(name, String(value))
        to.attribute(unitName, unit === 'bytes' ? 'B' : unit)
      },
      reference: { kind: 'attribute', name, doc, expects: `a size, written in ${unit}` },
    }
  }
}

interface Size {
  text: string
  unit: string
  step: Unit
  what: string
}

interface Place {
  reading: Reading
  position: Position
  unitPosition?: Position
}

function sizeOf({ text, unit, step, what }: Size, { reading, position, unitPosition }: Place): number | undefined {
  const scale = unitBytes(unit)
  const stepBytes = unitBytes(step) ?? 1
  if (scale === undefined) {
    reading.error(
      'INVALID_ARG',
      `'${unit.slice(0, 40)}' is not a unit: expected bytes, KB, KiB, MB, MiB, GB, GiB, TB, TiB, PB, PiB, EB or EiB`,
      unitPosition ?? position,
    )
    return undefined
  }
  const digits = text.trim()
  const value = /^\d{1,20}$/.test(digits) ? Math.ceil((Number(digits) * scale) / stepBytes) : undefined
  if (value !== undefined && Number.isSafeInteger(value) && value * stepBytes < mostBytes) return value
  const fault = value === undefined ? 'is not a whole number' : 'is more than can be counted'
  reading.error('XML_ERROR', `${what} holds '${digits.slice(0, 40)}', which ${fault}`, position)
  return undefined
}
