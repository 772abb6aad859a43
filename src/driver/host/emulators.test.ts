import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findEmulator, findEmulators, searchFolders } from './emulators.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lodge-'))
  for (const name of ['a', 'b']) mkdirSync(join(folder, name))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

function install(path: string, mode = 0o755): string {
  writeFileSync(join(folder, path), '')
  chmodSync(join(folder, path), mode)
  return join(folder, path)
}

const search = () => ({ host: 'x86_64', folders: [join(folder, 'a'), join(folder, 'b')] })

test('PATH comes first, relative entries of it do not count', () => {
  expect(searchFolders('/x::./y:bin:/usr/bin', ['/usr/bin', '/usr/libexec'])).toEqual([
    '/x',
    '/usr/bin',
    '/usr/libexec',
  ])
})

test('the first folder wins; what is no program is passed over', () => {
  install('a/qemu-system-ppc', 0o644)
  mkdirSync(join(folder, 'a', 'qemu-system-sparc'))
  const ppc = install('b/qemu-system-ppc')
  expect(findEmulator('ppc', search())).toBe(ppc)
  expect(findEmulator('sparc', search())).toBeUndefined()
  expect(findEmulator('nonsense', search())).toBeUndefined()
})

test('a 64-bit binary runs 32-bit guests where their own is missing', () => {
  const x86 = install('b/qemu-system-x86_64')
  expect(findEmulator('i686', search())).toBe(x86)
  const kvm = install('b/qemu-kvm')
  rmSync(x86)
  expect(findEmulator('x86_64', search())).toBe(kvm)
  expect(findEmulators(search()).map(({ arch }) => arch.name)).toEqual(['x86_64', 'i686'])
})
