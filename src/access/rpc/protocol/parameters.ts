import { LodgeError } from '../../../base/errors.ts'
import type { TypedParameter } from '../../../formats/xdr/index.ts'

type Kind = TypedParameter['type']
/** The types that a parameter may have; what we write has the first. */
export type ParameterTypes = Record<string, readonly [Kind, ...Kind[]]>
type Value<K> = K extends 'string' ? string : K extends 'boolean' ? boolean : number
export type ParameterValues<T extends ParameterTypes> = { -readonly [N in keyof T]?: Value<T[N][0]> }

/** Parameters by their names. What is not known, of another type, or said twice is refused as libvirt does. */
export function readParameters<const T extends ParameterTypes>(
  parameters: readonly TypedParameter[],
  types: T,
): ParameterValues<T> {
  const values: Record<string, string | boolean | number> = {}
  for (const { name, type, value } of parameters) {
    const expected = Object.hasOwn(types, name) ? types[name] : undefined
    if (!expected) throw new LodgeError('ARGUMENT_UNSUPPORTED', `parameter '${name.slice(0, 80)}' not supported`)
    if (!expected.includes(type)) {
      const text = `invalid type '${type}' for parameter '${name}', expected '${expected[0]}'`
      throw new LodgeError('INVALID_ARG', text)
    }
    if (Object.hasOwn(values, name)) {
      throw new LodgeError('INVALID_ARG', `parameter '${name}' occurs multiple times`)
    }
    values[name] = typeof value === 'bigint' ? Number(value) : value
  }
  return values as ParameterValues<T>
}

/** The other way: of what is known, in the order of the table. */
export function writeParameters<const T extends ParameterTypes>(
  values: { [N in keyof T]?: string | boolean | number },
  types: T,
): TypedParameter[] {
  return Object.entries(types).flatMap(([name, [type]]) => {
    const value = values[name]
    if (value === undefined) return []
    const wide = type === 'llong' || type === 'ullong'
    return [{ name, type, value: wide ? BigInt(Math.round(Number(value))) : value } as TypedParameter]
  })
}

/** Clients ask twice: first how many there are, then for so many. */
export function someParameters(parameters: TypedParameter[], wanted: number) {
  return {
    params: wanted > 0 ? parameters.slice(0, wanted) : [],
    count: wanted > 0 ? Math.min(wanted, parameters.length) : parameters.length,
  }
}
