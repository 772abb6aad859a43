import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { describeWay, FolderNames, makeFolder, readIfThere, systemError, writeAtomically } from './files.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lodge-'))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a file is replaced whole, readable for its owner alone', () => {
  const path = join(folder, 'file')
  writeFileSync(path, 'old', { mode: 0o644 })
  writeAtomically(path, 'new')
  expect(readFileSync(path, 'utf8')).toBe('new')
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('a write that fails leaves the old file, and nothing else', () => {
  const path = join(folder, 'file')
  mkdirSync(path)
  expect(() => writeAtomically(path, 'new')).toThrow(/cannot write/)
  expect(readdirSync(folder)).toEqual(['file'])
})

test('no space', () => {
  const error = systemError(Object.assign(new Error('x'), { code: 'ENOSPC' }), 'cannot write /x', '/x')
  expect(error).toMatchObject({ message: 'cannot write /x: no space is left', where: '/x', code: 'SYSTEM_ERROR' })
  expect(error.hint).toMatch(/make room/)
})

test('folders are for their owner alone', () => {
  makeFolder(join(folder, 'a', 'b'))
  expect(statSync(join(folder, 'a', 'b')).mode & 0o777).toBe(0o700)
  writeFileSync(join(folder, 'file'), '')
  expect(() => makeFolder(join(folder, 'file', 'b'))).toThrow(/cannot make the folder/)
})

test('what is not there is undefined, what is too large is refused', () => {
  expect(readIfThere(join(folder, 'no'), 10)).toBeUndefined()
  expect(readIfThere(join(folder, 'no', 'no'), 10)).toBeUndefined()
  writeFileSync(join(folder, 'large'), 'x'.repeat(11))
  expect(() => readIfThere(join(folder, 'large'), 10)).toThrow(/larger than 10 bytes/)
})

test('owner and mode of each step on the way', () => {
  mkdirSync(join(folder, 'home'))
  chmodSync(join(folder, 'home'), 0o700)
  const way = describeWay(join(folder, 'home', 'disk.img'))
  expect(way).toMatch(/^\/ is 0:0 0\d{3}, \/tmp is /)
  expect(way).toMatch(/home is \d+:\d+ 0700, .*disk\.img: not there$/)
})

test("the names in a folder are read once in a turn, and after a change of one's own", async () => {
  const names = new FolderNames(join(folder, 'inside'))
  expect(names.has('a')).toBe(false)
  mkdirSync(join(folder, 'inside'))
  writeFileSync(join(folder, 'inside', 'a'), '')
  expect(names.has('a')).toBe(false)
  names.forget()
  expect(names.has('a')).toBe(true)
  rmSync(join(folder, 'inside'), { recursive: true })
  await expect.poll(() => names.has('a')).toBe(false)
})

test('an empty folder is removed though no descriptor is left, with which rmSync would leave it and say nothing', () => {
  const path = join(folder, 'empty')
  mkdirSync(path)
  const script = `
    import { execFileSync } from 'node:child_process'
    import { openSync } from 'node:fs'
    import { removeFolder } from ${JSON.stringify(new URL('./files.ts', import.meta.url).href)}
    execFileSync('prlimit', ['--pid=' + process.pid, '--nofile=64:'])
    try { for (;;) openSync('/dev/null') } catch {}
    removeFolder(${JSON.stringify(path)})`
  execFileSync(process.execPath, ['--input-type=module', '-e', script])
  expect(existsSync(path)).toBe(false)
})
