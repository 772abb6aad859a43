import { expect, test } from 'vitest'
import { hugepageMounts, numaNodes } from './memory.ts'
import { numbersIn } from './numbers.ts'

test("the kernel's lists", () => {
  expect(numbersIn('0-3,8\n')).toEqual([0, 1, 2, 3, 8])
  expect(numbersIn('0')).toEqual([0])
  expect(numbersIn('')).toEqual([])
})

test('this host', () => {
  expect(numaNodes()).toContain(0)
  for (const { kib, mount } of hugepageMounts()) {
    expect(kib).toBeGreaterThan(0)
    expect(mount).toMatch(/^\//)
  }
})
