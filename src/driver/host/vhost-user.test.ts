import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../../test/support/temporary-folder.ts'
import { findVhostUser } from './vhost-user.ts'

test('the first by its name that serves such devices, unless it is masked', () => {
  using temporary = temporaryFolder()
  const folder = temporary.path
  const folders = ['usr', 'etc'].map((name) => join(folder, name))
  for (const each of folders) mkdirSync(each)
  const put = (path: string, value: unknown) => writeFileSync(join(folder, path), JSON.stringify(value))
  put('usr/10-gpu.json', { type: 'gpu', binary: '/gpu' })
  put('usr/20-relative.json', { type: 'fs', binary: 'fs' })
  put('usr/30-list.json', ['fs'])
  put('usr/40-fs.json', { type: 'fs', binary: '/masked' })
  put('usr/50-fs.json', { type: 'fs', binary: '/fs' })
  writeFileSync(join(folder, 'etc/40-fs.json'), '')
  expect(findVhostUser('fs', folders)).toBe('/fs')
  expect(findVhostUser('gpu', folders)).toBe('/gpu')
  expect(findVhostUser('input', folders)).toBeUndefined()
})
