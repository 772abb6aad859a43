import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../../test/support/temporary-folder.ts'
import { removeLogs, renameLogs } from './log-files.ts'

const ours = ['web+swtpm.log', 'web+swtpm.log.old', 'web.log', 'web.log.old']
const others = ['audit.jsonl', 'we.log', 'web', 'web.log.txt', 'web2+swtpm.log', 'web2.log']

function folderWith(names: readonly string[]): ReturnType<typeof temporaryFolder> {
  const folder = temporaryFolder()
  for (const name of names) writeFileSync(join(folder.path, name), name)
  return folder
}

test('the logs of a domain and of what runs beside it are removed, and no other', () => {
  using folder = folderWith([...ours, ...others])
  removeLogs(join(folder.path, 'web.log'))
  expect(readdirSync(folder.path).sort()).toEqual([...others].sort())
  removeLogs(join(folder.path, 'web.log'))
})

test('a log that stays is told of', () => {
  using folder = folderWith([])
  mkdirSync(join(folder.path, 'web.log'))
  expect(() => removeLogs(join(folder.path, 'web.log'))).toThrow(/has ended, and its logs cannot be removed/)
})

test('they go with a new name, and what is there under it stays', () => {
  using folder = folderWith([...ours, 'db.log'])
  renameLogs(join(folder.path, 'web.log'), join(folder.path, 'db.log'))
  expect(readdirSync(folder.path).sort()).toEqual([
    'db+swtpm.log',
    'db+swtpm.log.old',
    'db.log',
    'db.log.old',
    'web.log',
  ])
})
