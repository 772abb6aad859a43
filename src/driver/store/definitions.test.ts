import {
  existsSync,
  lstatSync,
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
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { processorTime } from '../../../test/support/processor-time.ts'
import type { LodgeError } from '../../base/errors.ts'
import { Paths } from '../host/paths.ts'
import { Definitions } from './index.ts'

let root: string
let paths: Paths
let warnings: LodgeError[]
const opened: Definitions[] = []

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lodge-'))
  paths = new Paths({ root })
  warnings = []
})

afterEach(() => {
  for (const each of opened.splice(0)) each.release()
  rmSync(root, { recursive: true, force: true })
})

function definitions(): Definitions {
  const made = new Definitions(paths, { warn: (warning) => warnings.push(warning) })
  opened.push(made)
  return made
}

async function owned(): Promise<Definitions> {
  const made = definitions()
  await made.own()
  return made
}

const uuidOf = (number: number): string => `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`

function xml(name: string, uuid = uuidOf(1), more = ''): string {
  return `<domain type='qemu'>\n  <name>${name}</name>\n  <uuid>${uuid}</uuid>${more}\n  <os><type>hvm</type></os>\n</domain>\n`
}

function put(name: string, text: string): string {
  mkdirSync(paths.definitions, { recursive: true })
  writeFileSync(paths.definition(name), text)
  return paths.definition(name)
}

const write = (store: Definitions, name: string, number = 1) =>
  store.write({ name, uuid: uuidOf(number), xml: xml(name, uuidOf(number)) }, async () => {})

test('a definition is one file that only its owner may read, and others find it', async () => {
  const store = definitions()
  expect(await store.list()).toEqual([])
  await write(store, 'a/b ü')
  const found = await definitions().named('a/b ü')
  expect(found).toEqual({ name: 'a/b ü', uuid: uuidOf(1), path: join(root, 'etc/domains/a%2Fb%20%C3%BC.xml') })
  expect(statSync(found?.path ?? '').mode & 0o777).toBe(0o600)
  expect(definitions().text(found as NonNullable<typeof found>)).toBe(xml('a/b ü'))
  expect(existsSync(paths.lock)).toBe(false)
})

test('what is edited, added and removed beside it is seen', async () => {
  const store = definitions()
  put('a', xml('a'))
  expect(await store.list()).toHaveLength(1)
  put('a', xml('a', uuidOf(2), '\n  <title>longer</title>'))
  put('b', xml('b', uuidOf(3)))
  expect((await store.list()).map(({ name, uuid }) => [name, uuid])).toEqual([
    ['a', uuidOf(2)],
    ['b', uuidOf(3)],
  ])
  rmSync(paths.definition('a'))
  expect(await store.withUuid(uuidOf(2))).toBeUndefined()
})

test('a file that was written by hand may come without a UUID and in any form', async () => {
  put('a', "<!-- mine -->\n<domain type='qemu'><os><type>hvm</type></os><name>a</name></domain>")
  const [found] = await definitions().list()
  expect(found?.uuid).toMatch(/^[0-9a-f-]{36}$/)
  expect((await definitions().list())[0]).toEqual(found)
  expect(warnings).toEqual([])
})

describe('autostart', () => {
  test('is a link, which goes with its definition', async () => {
    const store = definitions()
    await write(store, 'a')
    const a = await store.named('a')
    if (!a) throw new Error('it is not there')
    expect(store.autostarts(a)).toBe(false)
    for (const on of [true, true]) await store.setAutostart(a, on)
    expect(readFileSync(paths.autostart('a'), 'utf8')).toBe(xml('a'))
    expect(lstatSync(paths.autostart('a')).isSymbolicLink()).toBe(true)
    for (const on of [false, false]) await store.setAutostart(a, on)
    expect(store.autostarts(a)).toBe(false)
    await store.setAutostart(a, true)
    await store.remove(a)
    expect(readdirSync(paths.autostarts)).toEqual([])
    expect(await store.list()).toEqual([])
  })

  test('is not taken over by a later domain of the same name', async () => {
    const store = definitions()
    await write(store, 'a')
    const a = await store.named('a')
    if (!a) throw new Error('it is not there')
    await store.setAutostart(a, true)
    rmSync(a.path)
    await write(store, 'a', 2)
    expect(store.autostarts(a)).toBe(false)
  })
})

describe('a broken file', () => {
  const broken: [what: string, text: string][] = [
    ['empty', ''],
    ['cut off', xml('bad').slice(0, -20)],
    ['another domain', xml('other')],
    ['of the UUID of another', xml('bad', uuidOf(9))],
    ['something else', '<network><name>bad</name></network>'],
  ]

  test.each(broken)('%s is put aside by the owner, and is no hindrance', async (_, text) => {
    put('a', xml('a', uuidOf(9)))
    const path = put('bad', text)
    const store = await owned()
    expect((await store.list()).map(({ name }) => name)).toEqual(['a'])
    expect(readFileSync(`${path}.broken`, 'utf8')).toBe(text)
    expect(warnings.map(({ where }) => where)).toEqual([`${path}.broken`])
  })

  test('stays where it is while somebody may be editing it, and is told of once', async () => {
    const path = put('bad', '<domain>')
    const store = definitions()
    for (let count = 0; count < 3; count++) expect(await store.list()).toEqual([])
    expect(warnings).toHaveLength(1)
    writeFileSync(path, xml('bad'))
    expect(await store.list()).toHaveLength(1)
  })

  test('never takes the place of one that was put aside before', async () => {
    put('bad', 'first')
    writeFileSync(`${paths.definition('bad')}.broken`, 'before')
    await (await owned()).list()
    expect(readFileSync(`${paths.definition('bad')}.broken`, 'utf8')).toBe('before')
    expect(readFileSync(`${paths.definition('bad')}.1.broken`, 'utf8')).toBe('first')
  })
})

describe('the owner', () => {
  test('is one; others read, and are told who it is', async () => {
    const store = await owned()
    await write(store, 'a')
    expect(await definitions().list()).toHaveLength(1)
    const refused = { code: 'OPERATION_INVALID', data: { pid: process.pid } }
    await expect(owned()).rejects.toMatchObject(refused)
    await expect(write(definitions(), 'b')).rejects.toMatchObject(refused)
    store.release()
    await write(definitions(), 'b')
    expect(readdirSync(paths.run)).toEqual([])
  })

  test('that died is none', async () => {
    mkdirSync(paths.run)
    for (const dead of [JSON.stringify({ process: { pid: process.pid, startTime: 1, boot: 'x' }, stays: true }), '']) {
      writeFileSync(paths.lock, dead)
      await write(definitions(), 'a')
      expect(readdirSync(paths.run)).toEqual([])
    }
  })

  test('clears away links of what is not defined, and of nothing that was put aside', async () => {
    const store = await owned()
    for (const [name, number] of [
      ['gone', 1],
      ['broken', 2],
      ['kept', 3],
    ] as const) {
      await write(store, name, number)
      const found = await store.named(name)
      if (found) await store.setAutostart(found, true)
    }
    store.release()
    rmSync(paths.definition('gone'))
    writeFileSync(paths.definition('broken'), '<')
    const next = await owned()
    await next.list()
    next.release()
    await owned()
    expect(readdirSync(paths.autostarts).sort()).toEqual(['broken.xml', 'kept.xml'])
  })

  test('clears away what a write that was cut off has left', async () => {
    put('a', xml('a'))
    writeFileSync(`${paths.definition('a')}.123.z.tmp`, '<dom')
    const store = await owned()
    expect(await store.list()).toHaveLength(1)
    expect(readdirSync(paths.definitions)).toEqual(['a.xml'])
  })
})

test('changes from several sides queue', async () => {
  const stores = [definitions(), definitions(), definitions()]
  await Promise.all(
    stores.flatMap((store, at) => [1, 2].map((round) => write(store, `d${at}-${round}`, at * 2 + round))),
  )
  expect(await definitions().list()).toHaveLength(6)
  expect(readdirSync(paths.run)).toEqual([])
})

test('a check that refuses leaves everything as it was', async () => {
  const store = definitions()
  await write(store, 'a')
  const refuse = async () => {
    throw new Error('no')
  }
  await expect(store.write({ name: 'a', uuid: uuidOf(1), xml: 'new' }, refuse)).rejects.toThrow('no')
  expect(readFileSync(paths.definition('a'), 'utf8')).toBe(xml('a'))
  expect(existsSync(paths.lock)).toBe(false)
})

test('five thousand are known in time, and then at once', async () => {
  mkdirSync(paths.definitions, { recursive: true })
  const filler = `\n  <description>${'x'.repeat(4000)}</description>`
  for (let at = 0; at < 5000; at++) writeFileSync(paths.definition(`d${at}`), xml(`d${at}`, uuidOf(at), filler))
  const store = await owned()
  const first = await processorTime(async () => {
    expect(await store.list()).toHaveLength(5000)
  })
  for (let at = 0; at < 5000; at += 50) expect(await store.withUuid(uuidOf(at))).toMatchObject({ name: `d${at}` })
  expect(first).toBeLessThan(3000)
})
