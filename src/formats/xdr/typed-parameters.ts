import { bool, double, hyper, int, list, mapped, string, struct, uhyper, uint, union, type Xdr } from './types.ts'

/** A named value that says its own type. */
export type TypedParameter = { name: string } & (
  | { type: 'int' | 'uint' | 'double'; value: number }
  | { type: 'llong' | 'ullong'; value: bigint }
  | { type: 'boolean'; value: boolean }
  | { type: 'string'; value: string }
)

const longestString = 4 << 20

const parameter: Xdr<TypedParameter> = mapped(
  struct({
    field: string(longestString),
    value: union({
      int: [1, int],
      uint: [2, uint],
      llong: [3, hyper],
      ullong: [4, uhyper],
      double: [5, double],
      boolean: [6, bool],
      string: [7, string(longestString)],
    }),
  }),
  {
    read: ({ field, value }) => ({ name: field, ...value }) as TypedParameter,
    write: ({ name, type, value }) => ({ field: name, value: { type, value } as never }),
  },
)

export function typedParameters(max: number): Xdr<TypedParameter[]> {
  return list(parameter, max)
}
