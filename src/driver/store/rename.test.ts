import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Paths } from '../host/paths.ts'
import { Definitions } from './index.ts'

const uuid = 'c7a5fdbd-edaf-9455-926a-d65c16db1809'
const xml = (name: string): string =>
  `<domain type='qemu'>\n  <name>${name}</name>\n  <uuid>${uuid}</uuid>\n  <memory unit='KiB'>65536</memory>\n  <os><type>hvm</type></os>\n</domain>\n`

let root: string
let paths: Paths

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lodge-'))
  paths = new Paths({ root })
})

afterEach(() => rmSync(root, { recursive: true, force: true }))

async function withOne() {
  const definitions = new Definitions(paths, { warn: (warning) => expect(warning).toBeUndefined() })
  await definitions.write({ name: 'one', uuid, xml: xml('one') }, async () => {})
  const one = await definitions.named('one')
  if (!one) throw new Error('it is not there')
  return { definitions, one }
}

test('a definition goes by another name with its links, and nothing is left of the old one', async () => {
  const { definitions, one } = await withOne()
  await definitions.setAutostart(one, true)
  await definitions.setAutostart(one, true, 'once')
  await definitions.rename(one, {
    name: 'two',
    edit: (domain) => {
      domain.title = 'renamed'
    },
  })
  expect(await definitions.named('one')).toBeUndefined()
  const two = await definitions.withUuid(uuid)
  expect(two).toMatchObject({ name: 'two', uuid })
  if (!two) return
  expect([definitions.autostarts(two), definitions.autostarts(two, 'once')]).toEqual([true, true])
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
  const names = files.filter((entry) => !entry.isDirectory()).map(({ name }) => name)
  expect(names.filter((name) => name.includes('one'))).toEqual([])
  expect(readFileSync(two.path, 'utf8')).toMatch(/<name>two<\/name>[\s\S]*<title>renamed<\/title>/)
  const others = new Definitions(paths, { warn: (warning) => expect(warning).toBeUndefined() })
  expect(await others.list()).toMatchObject([{ name: 'two', uuid }])
})

test('a name that another has, or an edit that fails, leaves everything as it was', async () => {
  const { definitions, one } = await withOne()
  const other = uuid.replace('c7a5', 'd7a5')
  await definitions.write({ name: 'two', uuid: other, xml: xml('two').replace(uuid, other) }, async () => {})
  await expect(definitions.rename(one, { name: 'two' })).rejects.toThrow(/domain with name 'two' already exists/)
  const fail = (): never => {
    throw new Error('no')
  }
  await expect(definitions.rename(one, { name: 'three', edit: fail })).rejects.toThrow('no')
  expect((await definitions.list()).map(({ name }) => name).sort()).toEqual(['one', 'two'])
})

test('what is where a file is to go stays, and nothing is renamed', async () => {
  const { definitions, one } = await withOne()
  const [from, to] = [join(root, 'variables'), join(root, 'others')]
  for (const file of [from, to]) writeFileSync(file, file)
  await expect(definitions.rename(one, { name: 'two', files: [{ from, to }] })).rejects.toThrow(/a file of that name/)
  expect([from, to].map((file) => readFileSync(file, 'utf8'))).toEqual([from, to])
  expect((await definitions.list()).map(({ name }) => name)).toEqual(['one'])
  expect(existsSync(paths.journal)).toBe(false)
})

test('a note of a change that nobody understands is told of, and keeps nobody from looking', async () => {
  const { definitions, one } = await withOne()
  for (const text of [
    '',
    '{}',
    '{"name":"one","uuid":"","files":[]}',
    '{"name":"one","uuid":"u","files":[{"from":1}]}',
  ]) {
    writeFileSync(paths.journal, text)
    await expect(definitions.setAutostart(one, true)).rejects.toMatchObject({ where: paths.journal })
    expect((await definitions.list()).map(({ name }) => name)).toEqual(['one'])
  }
})

test('what is started once is not what is started always', async () => {
  const { definitions, one } = await withOne()
  await definitions.setAutostart(one, true, 'once')
  expect([definitions.autostarts(one), definitions.autostarts(one, 'once')]).toEqual([false, true])
  await definitions.setAutostart(one, false, 'once')
  expect(definitions.autostarts(one, 'once')).toBe(false)
})
