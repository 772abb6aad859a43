import { unitBytes } from '../../base/sizes.ts'
import type { Field } from './declare.ts'

/**
 * The text of an element as a size with its `unit` attribute, in the model a number of `step` bytes rounded up. Without an
 * attribute the unit is `step` itself, which is also what is written.
 */
export function sizedContent(unit: 'bytes' | 'KiB' | 'MiB', doc = '', fallback: string = unit): Field<number> {
  const step = unitBytes(unit) ?? 1
  return () => ({
    known: { attributes: new Set(['unit']), elements: new Map() },
    read(from, reading) {
      const text = from.text.trim()
      const written = from.attributes.get('unit')?.value ?? fallback
      const scale = unitBytes(written)
      if (scale === undefined) {
        reading.error(
          'INVALID_ARG',
          `'${written.slice(0, 40)}' is not a unit: expected bytes, KB, KiB, MB, MiB, GB, GiB, TB, TiB, PB, PiB, EB or EiB`,
          from.attributes.get('unit')?.position ?? from.position,
        )
        return undefined
      }
      const value = /^\d{1,20}$/.test(text) ? Math.ceil((Number(text) * scale) / step) : undefined
      if (value !== undefined && Number.isSafeInteger(value * step)) return value
      const fault = value === undefined ? 'is not a whole number' : 'is more than can be counted'
      reading.error('XML_ERROR', `element '${from.name}' holds '${text.slice(0, 40)}', which ${fault}`, from.position)
      return undefined
    },
    write(value, to) {
      to.attribute('unit', unit)
      to.text = String(value)
    },
    reference: { kind: 'text', name: 'text', doc, expects: `a size, written in ${unit}` },
  })
}
