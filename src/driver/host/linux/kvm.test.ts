import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { kvmUsability } from './kvm.ts'
import { pageSize } from './page-size.ts'

const isRoot = process.getuid?.() === 0

test('there is no device', () => {
  expect(kvmUsability('/dev/nonexistent')).toEqual({
    usable: false,
    reason: expect.stringMatching(/^\/dev\/nonexistent is not there: the kvm module/),
  })
})

test.skipIf(isRoot)('no permission: the group to join', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lodge-'))
  const path = join(folder, 'kvm')
  writeFileSync(path, '')
  chmodSync(path, 0o060)
  expect(kvmUsability(path)).toMatchObject({ usable: false, reason: expect.stringMatching(/sudo usermod -aG/) })
  rmSync(folder, { recursive: true })
})

test('what can be opened is usable', () => {
  expect(kvmUsability('/dev/null')).toEqual({ usable: true })
})

test('pages have a size', () => {
  expect(Math.log2(pageSize()) % 1).toBe(0)
})
