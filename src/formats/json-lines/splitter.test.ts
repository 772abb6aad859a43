import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { JsonLineSplitter, jsonValues } from './index.ts'

function split(chunks: string[], limits = {}) {
  const splitter = new JsonLineSplitter(limits)
  return { lines: chunks.flatMap((chunk) => [...splitter.push(chunk)]), pending: splitter.pending }
}

describe('lines', () => {
  test('any values, cut anywhere, come back whole and in order', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { maxLength: 5 }), fc.array(fc.nat(20)), (values, sizes) => {
        let text = values.map((value) => `${JSON.stringify(value)}\r\n`).join('')
        const chunks = sizes.map((size) => {
          const chunk = text.slice(0, size)
          text = text.slice(size)
          return chunk
        })
        const { lines, pending } = split([...chunks, text])
        expect(lines).toEqual(values.map((value) => ({ value: JSON.parse(JSON.stringify(value)) })))
        expect(pending).toBe(false)
      }),
    )
  })

  test('a bad line is told and the next one read', () => {
    const { lines } = split(['nonsense\n{"a":', '1}\n\n  \n{"b":2}\n'])
    expect(lines).toEqual([
      { error: { problem: 'not-json', excerpt: 'nonsense' } },
      { value: { a: 1 } },
      { value: { b: 2 } },
    ])
  })

  test('a line over the limit is told once, before its end, and dropped', () => {
    const splitter = new JsonLineSplitter({ maxLength: 10 })
    expect([...splitter.push('0123456789')]).toEqual([])
    expect([...splitter.push('x')]).toMatchObject([{ error: { problem: 'too-long' } }])
    expect([...splitter.push('y'.repeat(1000))]).toEqual([])
    expect([...splitter.push('z\n[1]\n')]).toEqual([{ value: [1] }])
  })

  test('nesting is limited, brackets in strings are not nesting', () => {
    const { lines } = split([`${'['.repeat(9)}${']'.repeat(9)}\n`, `"${'['.repeat(99)}\\"["\n`], { maxDepth: 8 })
    expect(lines).toEqual([
      { error: { problem: 'too-deep', excerpt: '[[[[[[[[[]]]]]]]]]' } },
      { value: `${'['.repeat(99)}"[` },
    ])
  })
})

test('values one after another', () => {
  expect([...jsonValues('{"a": "}\\"{"}\n\n{\n  "b": [1, {}]\n}[2]')]).toEqual([{ a: '}"{' }, { b: [1, {}] }, [2]])
})
