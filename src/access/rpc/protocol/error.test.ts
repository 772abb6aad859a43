import { expect, test } from 'vitest'
import { LodgeError } from '../../../base/errors.ts'
import { fromWireError, toWireError } from './error.ts'

test('an error of ours comes back with all that it said', () => {
  const details = { where: '/domain/vcpu', position: { line: 1, column: 2 }, hint: 'do this', data: { path: '/x' } }
  const back = fromWireError(toWireError(new LodgeError('XML_ERROR', 'it is wrong', details)))
  expect(back).toBeInstanceOf(LodgeError)
  expect(back).toMatchObject({
    ...{ code: 'XML_ERROR', message: 'it is wrong', ...details },
    data: { path: '/x', number: 27, domain: 20 },
  })
})

const said = (code: number, message: string, str3?: string) =>
  fromWireError({
    ...{ code, domain: 7, message, level: 2, dom: undefined, str1: undefined, str2: undefined, str3 },
    ...{ int1: -1, int2: -1, net: undefined },
  })

test("an error of another daemon's keeps its number and its words", () => {
  expect(said(42, 'Domain not found')).toMatchObject({ code: 'NO_DOMAIN', message: 'Domain not found' })
  // What a newer libvirt may say.
  expect(said(999, 'new')).toMatchObject({ code: 'INTERNAL_ERROR', message: 'new', data: { number: 999, domain: 7 } })
  expect(said(39, 'unknown procedure: 460')).toMatchObject({ code: 'NO_SUPPORT', data: { number: 3 } })
  expect(said(39, 'Cannot find program 5 version 1')).toMatchObject({ code: 'NO_SUPPORT' })
  expect(said(39, 'other')).toMatchObject({ code: 'RPC' })
})

test.each(['{"lodge":', '{"lodge":null}', '{"lodge":{"hint":5,"position":{"line":"x"},"data":7}}', 'x'])(
  'details that are none are left out: %s',
  (str3) => {
    const error = said(1, 'it failed', str3)
    expect(error).toMatchObject({ message: 'it failed', where: undefined, position: undefined, hint: undefined })
    expect(error.data).toEqual({ number: 1, domain: 7 })
  },
)
