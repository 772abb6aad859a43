import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { BoundedLog } from './bounded-log.ts'

function scratch(): Disposable & { folder: string; path: string } {
  const folder = mkdtempSync(join(tmpdir(), 'lodge-log-'))
  return {
    ...{ folder, path: join(folder, 'deep', 'audit.log') },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  }
}

test('older lines move on, and the oldest go', () => {
  using place = scratch()
  using log = new BoundedLog(place.path, { size: 10, kept: 2 })
  for (const number of [1, 2, 3, 4]) log.add(`line ${number}..\n`)
  expect(readdirSync(join(place.folder, 'deep')).sort()).toEqual(['audit.log', 'audit.log.1', 'audit.log.2'])
  expect(['', '.1', '.2'].map((end) => readFileSync(place.path + end, 'utf8'))).toEqual([
    'line 4..\n',
    'line 3..\n',
    'line 2..\n',
  ])
})

test('goes on where it ended, is for its owner alone, and a line longer than all is whole', () => {
  using place = scratch()
  for (const line of ['a\n', `${'b'.repeat(50)}\n`]) {
    using log = new BoundedLog(place.path, { size: 20, kept: 1 })
    log.add(line)
  }
  expect(readFileSync(`${place.path}.1`, 'utf8')).toBe('a\n')
  expect(readFileSync(place.path, 'utf8')).toBe(`${'b'.repeat(50)}\n`)
  expect(statSync(place.path).mode & 0o777).toBe(0o600)
})

test('is no link to somewhere else', () => {
  using place = scratch()
  writeFileSync(join(place.folder, 'other'), '')
  symlinkSync(join(place.folder, 'other'), join(place.folder, 'link.log'))
  expect(() => new BoundedLog(join(place.folder, 'link.log'))).toThrow(/cannot open/)
})
