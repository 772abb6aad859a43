import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readFirmware } from './firmware.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lodge-'))
  for (const name of ['usr', 'etc']) mkdirSync(join(folder, name))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

const descriptor = (filename: string) => ({
  'interface-types': ['uefi'],
  mapping: { device: 'flash', executable: { filename, format: 'raw' }, 'nvram-template': { filename, format: 'raw' } },
  targets: [{ architecture: 'x86_64', machines: ['pc-q35-*'] }],
  features: ['acpi-s3'],
})

function put(path: string, text: string | object): void {
  writeFileSync(join(folder, path), typeof text === 'string' ? text : JSON.stringify(text))
}

const found = () =>
  readFirmware([join(folder, 'usr'), join(folder, 'etc'), join(folder, 'none')]).map(({ file, mapping }) => [
    file,
    mapping.executable?.filename,
  ])

test('in the order of names; the later folder masks, an empty file only masks', () => {
  put('usr/60-a.json', descriptor('a'))
  put('usr/50-b.json', descriptor('b'))
  put('usr/40-c.json', descriptor('c'))
  put('usr/notes.txt', 'x')
  put('etc/60-a.json', descriptor('mine'))
  put('etc/40-c.json', '')
  expect(found()).toEqual([
    ['50-b.json', 'b'],
    ['60-a.json', 'mine'],
  ])
})

test('what is broken or hostile is left out, and the rest is read', () => {
  put('usr/1.json', '{')
  put('usr/2.json', '['.repeat(60_000))
  put('usr/3.json', { ...descriptor('x'), targets: [{ architecture: 5 }] })
  put('usr/4.json', { ...descriptor('x'), mapping: null })
  put('usr/5.json', { ...descriptor('x'), mapping: { device: 'flash', executable: { filename: 7, format: 'raw' } } })
  put('usr/6.json', 'null')
  put('usr/7.json', { ...descriptor('x'), padding: 'x'.repeat(70_000) })
  mkdirSync(join(folder, 'usr', '8.json'))
  put('usr/9.json', descriptor('good'))
  expect(found()).toEqual([['9.json', 'good']])
})
