import { expect, test } from 'vitest'
import { ChangeQueue } from './change-queue.ts'

test('changes are made one at a time, in their order, whatever becomes of one', async () => {
  const queue = new ChangeQueue()
  const done: string[] = []
  const gate = Promise.withResolvers<void>()
  const first = queue.run('first', async () => {
    done.push('first begins')
    await gate.promise
    done.push('first ends')
  })
  const second = queue.run('second', async () => {
    done.push('second')
    throw new Error('not this one')
  })
  const third = queue.run('third', async () => done.push('third'))
  expect(queue.current?.what).toBe('first')
  gate.resolve()
  await first
  await expect(second).rejects.toThrow('not this one')
  await third
  expect(done).toEqual(['first begins', 'first ends', 'second', 'third'])
  expect(queue.current).toBeUndefined()
})

test('who waits too long is told what it waits for, in the words that clients look for', async () => {
  const queue = new ChangeQueue({ patience: 10 })
  const gate = Promise.withResolvers<void>()
  const holder = queue.run('snapshot', () => gate.promise)
  await expect(queue.run('pause', async () => {})).rejects.toMatchObject({
    code: 'OPERATION_TIMEOUT',
    message: expect.stringMatching(/cannot acquire state change lock \(held by 'snapshot' for 0 s\)/),
    data: { holder: 'snapshot', since: expect.any(Number) },
  })
  gate.resolve()
  await holder
  expect(await queue.run('resume', async () => 'done')).toBe('done')
})

test('what has to be done waits as long as it takes', async () => {
  const queue = new ChangeQueue({ patience: 1 })
  const gate = Promise.withResolvers<void>()
  const holder = queue.run('snapshot', () => gate.promise)
  const due = queue.run('restart', async () => 'done', { inAnyCase: true })
  await expect(queue.run('pause', async () => {})).rejects.toMatchObject({ code: 'OPERATION_TIMEOUT' })
  gate.resolve()
  await holder
  expect(await due).toBe('done')
})

test('more than anybody means to wait for is refused', async () => {
  const queue = new ChangeQueue({ patience: 1000 })
  const gate = Promise.withResolvers<void>()
  const all = Array.from({ length: 1001 }, () => queue.run('change', () => gate.promise))
  await expect(queue.run('one more', async () => {})).rejects.toMatchObject({ code: 'OPERATION_FAILED' })
  gate.resolve()
  await Promise.all(all)
})
