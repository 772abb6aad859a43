import { describe, expect, test } from 'vitest'
import { switchedFor } from './vcpu-count.ts'

const vcpus = (text: string) =>
  [...text].map((letter, number) => ({ number, online: letter !== '.', offlinable: letter !== 'X' }))

describe('the CPUs that a guest uses', () => {
  test.each([
    ['oo..', 3, [2], true],
    ['oo..', 4, [2, 3], true],
    ['oooo', 2, [2, 3], false],
    ['oXoX', 3, [2], false],
    ['o.o.', 1, [2], false],
    ['oo..', 2, [], true],
  ])('%s are to be %i', (now, count, numbers, online) => {
    expect(switchedFor(vcpus(now), count)).toEqual({ numbers, online })
  })

  test('are never more than it has', () => {
    expect(() => switchedFor(vcpus('oo'), 3)).toThrow(/less cpu than requested: 2 of 3/)
  })

  test('are never fewer than those that stay, the first of all', () => {
    expect(() => switchedFor(vcpus('oXX'), 2)).toThrow(/Cannot offline enough CPUs: 3 of them stay/)
    expect(() => switchedFor(vcpus('oo'), 0)).toThrow(/1 of them stay/)
  })
})
