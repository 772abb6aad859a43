import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../../test/support/temporary-folder.ts'
import { Paths } from '../host/paths.ts'
import { identify } from '../host/system.ts'
import { takeId } from './guest-ids.ts'
import { statusOfClaim } from './status.ts'
import { StatusFiles } from './status-files.ts'

function files() {
  const folder = temporaryFolder()
  const paths = new Paths({ root: folder.path })
  mkdirSync(paths.statuses, { recursive: true })
  const warnings: string[] = []
  const it = new StatusFiles(paths, ({ message }) => warnings.push(message))
  const put = (name: string, value: unknown) => writeFileSync(paths.status(name), JSON.stringify(value))
  return { it, paths, warnings, put, [Symbol.dispose]: () => folder[Symbol.dispose]() }
}

const starter = identify(process.pid) ?? { pid: 0, startTime: 0, boot: '' }
const status = statusOfClaim({ name: 'web', uuid: 'u', id: 1, starter })

test('what is written is read, and read again when it has changed', () => {
  using scratch = files()
  scratch.it.write(status)
  expect(scratch.it.all()).toEqual([status])
  expect(scratch.it.all()[0]).toBe(scratch.it.all()[0])
  scratch.it.write({ ...status, state: { state: 'running', reason: 'booted' } })
  expect(scratch.it.named('web')).toMatchObject({ status: { state: { state: 'running' } } })
  expect(scratch.it.named('other')).toBeUndefined()
})

test("a folder that has rested is not read again until another's change shows in its time", () => {
  using scratch = files()
  scratch.it.write(status)
  const rested = new Date(Date.now() - 60_000)
  const rest = () => utimesSync(scratch.paths.statuses, rested, rested)
  rest()
  expect(scratch.it.all()).toEqual([status])
  // Written over without a change of name, which nobody does: who looked would see it.
  scratch.put('web', { ...status, id: 7 })
  expect(scratch.it.all()).toEqual([status])
  new StatusFiles(scratch.paths, () => {}).write({ ...status, name: 'db', uuid: 'v' })
  expect(scratch.it.all().map(({ name, id }) => [name, id])).toEqual([
    ['db', 1],
    ['web', 7],
  ])
  scratch.it.remove('web')
  expect(scratch.it.named('web')).toBeUndefined()
})

test('the first format had no state: nothing is known of it, since ever', () => {
  using scratch = files()
  const { state: _, ...first } = status
  scratch.put('web', { ...first, format: 1 })
  expect(scratch.it.all()).toEqual([{ ...status, state: { state: 'running', reason: 'unknown' }, asOf: 0 }])
})

test('one of a newer Lodge is told of once, and stays; what is no status is nobody', () => {
  using scratch = files()
  scratch.put('newer', { format: 3, whatever: true })
  scratch.put('null', null)
  scratch.put('number', 5)
  scratch.put('short', { ...status, images: 'all of them' })
  writeFileSync(scratch.paths.status('cut'), '{"format":2,')
  expect(scratch.it.all()).toEqual([])
  expect(scratch.it.all()).toEqual([])
  expect(scratch.it.named('newer')).toEqual({ newer: 3 })
  expect(scratch.warnings).toEqual([expect.stringMatching(/newer\.json is of a newer Lodge: its format 3/)])
  expect(existsSync(scratch.paths.status('newer'))).toBe(true)
})

test('numbers only grow, and one file remembers', () => {
  using scratch = files()
  const ids = [1, 2, 3].map(() => takeId(scratch.paths.ids))
  expect(ids).toEqual([1, 2, 3])
  expect(readdirSync(scratch.paths.ids)).toEqual(['3'])
  writeFileSync(`${scratch.paths.ids}/not a number`, '')
  writeFileSync(`${scratch.paths.ids}/10`, '')
  expect(takeId(scratch.paths.ids)).toBe(11)
})
