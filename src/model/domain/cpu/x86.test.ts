import { expect, test } from 'vitest'
import { x86Features } from './x86-features.ts'
import { x86Model, x86Models } from './x86-models.ts'

test('every feature of a model is one that a CPU can be described by', () => {
  for (const name of x86Models) {
    const unknown = [...(x86Model(name)?.features ?? [])].filter((feature) => !x86Features.includes(feature))
    expect(unknown, name).toEqual([])
  }
})

test('a model is what it is like, with the difference', () => {
  const epyc = x86Model('EPYC')
  expect(epyc?.vendor).toBe('AuthenticAMD')
  expect(epyc?.features.has('sse4a')).toBe(true)
  expect(epyc?.features.has('xop')).toBe(false)
  expect(x86Model('no-such')).toBeUndefined()
})

test('no feature stands in the table twice', () => {
  expect(new Set(x86Features).size).toBe(x86Features.length)
})
