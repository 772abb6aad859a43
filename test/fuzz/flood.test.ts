import { expect, test } from 'vitest'
import { flood } from './flood.ts'

// A million of them: npm run fuzz -- --count 1000000
test('ten thousand broken messages end nothing, and keep nobody else waiting', async () => {
  const { connections, answered, questions } = await flood({ count: 10_000, seed: 42 })
  expect(connections).toBeGreaterThan(50)
  expect(answered).toBeGreaterThan(1000)
  expect(questions).toBe(connections)
})
