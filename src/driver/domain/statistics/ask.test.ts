import { expect, test } from 'vitest'
import type { Guest } from '../guest.ts'
import { ask } from './ask.ts'
import type { Run } from './run.ts'

/** A guest whose QEMU answers when it is let. */
function pretend({ balloonPeriod = 0 } = {}) {
  const asked: string[] = []
  const answers: ((value: unknown) => void)[] = []
  const execute = (command: string) => {
    asked.push(command)
    return new Promise((resolve) => answers.push(resolve))
  }
  const guest = { monitor: { execute } } as unknown as Guest
  const run = { guest, balloon: '/b', balloonPeriod, kept: new Map() } as unknown as Run
  return { run, asked, answer: (value: unknown) => answers.shift()?.(value) }
}

test('who owes an answer is not asked again until it has come', async () => {
  const { run, asked, answer } = pretend()
  expect(await ask(run, ['iothreads'], 5)).toEqual({})
  expect(await ask(run, ['iothreads', 'disks'], 60_000)).toEqual({})
  expect(asked).toEqual(['query-iothreads'])
  answer([])
  await new Promise((resolve) => setImmediate(resolve))
  const again = ask(run, ['iothreads'], 60_000)
  answer([{ id: 'iothread1' }])
  expect(await again).toEqual({ iothreads: [{ id: 'iothread1' }] })
})

test('what has been said in time is told without what has not', async () => {
  const { run, answer } = pretend()
  const both = ask(run, ['iothreads', 'disks'], 20)
  answer([])
  expect(await both).toEqual({ iothreads: [] })
})

test('what stays as it is is asked once', async () => {
  const { run, asked, answer } = pretend({ balloonPeriod: 5 })
  const first = ask(run, ['balloon', 'memory', 'dirtyRate'], 60_000)
  answer({ actual: 1 })
  answer({ stats: {} })
  answer({ status: 'measuring' })
  await first
  const second = ask(run, ['balloon', 'memory', 'dirtyRate'], 60_000)
  // The balloon's words change with its period, and the rate is being counted.
  expect(asked.slice(3)).toEqual(['qom-get', 'query-dirty-rate'])
  answer({ stats: { a: 1 } })
  answer({ status: 'measured' })
  expect(await second).toEqual({
    balloon: { actual: 1 },
    memory: { stats: { a: 1 } },
    dirtyRate: { status: 'measured' },
  })
  run.kept.delete('balloon')
  const third = ask(run, ['balloon', 'dirtyRate'], 60_000)
  expect(asked.slice(5)).toEqual(['query-balloon'])
  answer({ actual: 2 })
  expect(await third).toMatchObject({ balloon: { actual: 2 } })
})
