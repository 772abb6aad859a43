import { expect, test } from 'vitest'
import { ownTurn } from './own-turn.ts'

test('many that ask at once leave turns to others', async () => {
  const order: string[] = []
  const work = [1, 2, 3].map(async (number) => {
    await ownTurn()
    order.push(`work ${number}`)
  })
  const other = (left: number): void => {
    order.push('other')
    if (left > 0) setImmediate(other, left - 1)
  }
  setImmediate(other, 3)
  await Promise.all(work)
  expect(order.filter((each) => each !== 'other')).toEqual(['work 1', 'work 2', 'work 3'])
  expect(order.join()).not.toMatch(/work \d,work/)
})
