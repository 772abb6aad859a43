import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { EmulatorFacts } from '../capabilities/index.ts'
import { Paths } from '../host/paths.ts'
import { LocalHostView, overHost } from './host-view.ts'

let folder: string
let facts: EmulatorFacts
let view: LocalHostView

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lodge-'))
  const paths = new Paths({ root: folder })
  facts = new EmulatorFacts(paths, () => false)
  view = new LocalHostView(paths, facts)
})

afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

/** Stands in for a QEMU of nearly no abilities, for a target; counts its runs. */
function pretendedQemu(target: string): string {
  const path = join(folder, `qemu-system-${target}`)
  const answers = {
    qmp_capabilities: {},
    'query-version': { qemu: { major: 9, minor: 1, micro: 0 }, package: '' },
    'query-target': { arch: target },
    'query-qmp-schema': [],
    'qom-list-types': [{ name: 'tcg-accel' }],
    'query-machines': [],
  }
  const script = `#!${process.execPath}
const answers = ${JSON.stringify(answers)}
require('fs').appendFileSync(${JSON.stringify(join(folder, 'runs'))}, 'x')
console.log(JSON.stringify({ QMP: {} }))
require('readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const { execute, id } = JSON.parse(line)
  const error = { class: 'CommandNotFound', desc: 'no' }
  console.log(JSON.stringify(answers[execute] ? { return: answers[execute], id } : { error, id }))
})
`
  writeFileSync(path, script)
  chmodSync(path, 0o755)
  return path
}

test('what the model needs to know is asked of the binary, once, and the work is begun anew', async () => {
  const path = pretendedQemu('ppc')
  let begun = 0
  const work = () =>
    overHost(facts, view, (view) => {
      begun++
      return view.emulator('ppc', path)?.facts.target
    })
  expect(await work()).toBe('ppc')
  expect(await work()).toBe('ppc')
  expect(begun).toBe(3)
  expect(readFileSync(join(folder, 'runs'), 'utf8')).toBe('x')
})

test('a bare name is looked for where QEMU is, an architecture on PATH first', async () => {
  const path = pretendedQemu('or1k')
  vi.stubEnv('PATH', folder)
  expect(view.emulatorPath('or1k')).toBe(path)
  const build = await overHost(facts, view, (view) => view.emulator('or1k', 'qemu-system-or1k'))
  expect(build?.binary).toBe(path)
  expect(view.emulator('nonsense')).toBeUndefined()
})

test('a binary of another architecture is told apart', async () => {
  const path = pretendedQemu('sparc')
  const asked = overHost(facts, view, (view) => view.emulator('x86_64', path))
  await expect(asked).rejects.toMatchObject({
    message: `${path} runs sparc guests, not x86_64`,
    hint: expect.stringContaining("<type arch='sparc'>"),
  })
})

test('errors of the work itself pass', async () => {
  const work = () => {
    throw new RangeError('mine')
  }
  await expect(overHost(facts, view, work)).rejects.toThrow(RangeError)
})

test('the host as it is', () => {
  expect(view.numaNodes).toContain(0)
  expect(Math.abs(view.now() - Date.now() / 1000)).toBeLessThan(2)
  expect(view.random(16)).toHaveLength(16)
  expect(view.secret()).toBeUndefined()
})
