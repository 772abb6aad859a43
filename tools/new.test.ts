import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { root } from '../test/rules/sources.ts'
import { newDevice } from './new.ts'

const copy = mkdtempSync(join(tmpdir(), 'lodge-new-'))
for (const name of ['src', 'package.json', 'tsconfig.json', 'tsconfig.pure.json'])
  cpSync(join(root, name), join(copy, name), { recursive: true })
symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
afterAll(() => rmSync(copy, { recursive: true }))

it('lays out a device that compiles and stands in the list', () => {
  const written = newDevice('flux-capacitor', copy)
  expect(written).toEqual([
    ...['xml.ts', 'qemu.ts', 'index.ts', 'example.xml'].map((file) => `src/model/devices/flux-capacitor/${file}`),
    'src/model/devices/index.ts',
  ])
  const list = readFileSync(join(copy, 'src/model/devices/index.ts'), 'utf8')
  expect(list).toContain("import { fluxCapacitor } from './flux-capacitor/index.ts'\n")
  expect(list).toMatch(/deviceKinds = \{[^}]*fluxCapacitor/)
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const { stdout } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.pure.json', '--pretty', 'false'], {
    cwd: copy,
    encoding: 'utf8',
  })
  expect(stdout.split('\n').filter((line) => /flux-capacitor|devices\/index\.ts/.test(line))).toEqual([])
})

it.each([
  ['rng', 'is there already'],
  ['Rng/..', 'no name for a folder'],
])('refuses %s', (name, why) => {
  expect(() => newDevice(name, copy)).toThrow(why)
})
