import { describe, expect, test } from 'vitest'
import { readParameters, someParameters, writeParameters } from './parameters.ts'

const types = { size: ['ullong'], name: ['string'], grow: ['uint', 'ullong'] } as const

describe('typed parameters', () => {
  test('are values by their names, both ways', () => {
    const parameters = writeParameters({ name: 'n', size: 5 }, types)
    expect(parameters).toEqual([
      { name: 'size', type: 'ullong', value: 5n },
      { name: 'name', type: 'string', value: 'n' },
    ])
    expect(readParameters(parameters, types)).toEqual({ size: 5, name: 'n' })
  })

  test('may have another type where both are known', () => {
    expect(readParameters([{ name: 'grow', type: 'ullong', value: 2n }], types)).toEqual({ grow: 2 })
  })

  test.each([
    ['unknown', [{ name: 'nope', type: 'int', value: 1 }], 'ARGUMENT_UNSUPPORTED'],
    ['inherited', [{ name: 'toString', type: 'int', value: 1 }], 'ARGUMENT_UNSUPPORTED'],
    ['of another type', [{ name: 'size', type: 'int', value: 1 }], 'INVALID_ARG'],
    [
      'said twice',
      [
        { name: 'size', type: 'ullong', value: 1n },
        { name: 'size', type: 'ullong', value: 1n },
      ],
      'INVALID_ARG',
    ],
  ] as const)('%s are refused', (_, parameters, code) => {
    expect(() => readParameters(parameters, types)).toThrow(expect.objectContaining({ code }))
  })

  test('are counted first and asked for then', () => {
    const parameters = writeParameters({ name: 'n', size: 5 }, types)
    expect(someParameters(parameters, 0)).toEqual({ params: [], count: 2 })
    expect(someParameters(parameters, 1)).toEqual({ params: parameters.slice(0, 1), count: 1 })
    expect(someParameters(parameters, 9)).toEqual({ params: parameters, count: 2 })
  })
})
