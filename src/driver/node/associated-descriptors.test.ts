import { beforeEach, expect, test } from 'vitest'
import { AssociatedDescriptors } from './associated-descriptors.ts'

let associated: AssociatedDescriptors
let back: string[]
const lend = (name: string, ...descriptors: number[]) =>
  associated.associate('a', name, { descriptors, released: () => back.push(`${name} ${descriptors}`) })
const held = (name: string) => {
  using all = associated.hold('a')
  return all.of(name)
}

beforeEach(() => {
  associated = new AssociatedDescriptors()
  back = []
})

test('they are there until they are taken back', () => {
  const lent = lend('disk', 5, 6)
  expect([held('disk'), held('other')]).toEqual([[5, 6], undefined])
  lent[Symbol.dispose]()
  lent[Symbol.dispose]()
  expect([held('disk'), back]).toEqual([undefined, ['disk 5,6']])
})

test('a name is taken over, and its first lender takes nothing of the second', () => {
  const first = lend('disk', 5)
  lend('disk', 6)
  first[Symbol.dispose]()
  expect([held('disk'), back]).toEqual([[6], ['disk 5']])
})

test('none is given back while a domain is being started with it', () => {
  const lent = lend('disk', 5)
  const start = associated.hold('a')
  lent[Symbol.dispose]()
  associated.forget('a')
  expect([start.of('disk'), back]).toEqual([[5], []])
  start[Symbol.dispose]()
  expect(back).toEqual(['disk 5'])
})

test('the end of the domain ends all of its own, once', () => {
  const lent = lend('disk', 5)
  lend('other', 6)
  associated.forget('a')
  lent[Symbol.dispose]()
  expect(back).toEqual(['disk 5', 'other 6'])
  associated.forget('a')
  expect(back).toHaveLength(2)
})
