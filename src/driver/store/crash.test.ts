import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Fault, heal, inject } from '../../../test/support/faulty-files.ts'
import { LodgeError } from '../../base/errors.ts'
import { Paths } from '../host/paths.ts'
import { type Definition, Definitions } from './index.ts'

vi.mock('node:fs', async (load) =>
  (await import('../../../test/support/faulty-files.ts')).faulty(await load<typeof import('node:fs')>()),
)

let root: string
let paths: Paths
const uuid = '00000000-0000-4000-8000-000000000001'
const xml = (title: string, name = 'a') =>
  `<domain type='qemu'>\n  <name>${name}</name>\n  <uuid>${uuid}</uuid>\n  <title>${title}</title>\n  <os><type>hvm</type></os>\n</domain>\n`

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lodge-'))
  paths = new Paths({ root })
})

afterEach(() => {
  heal()
  rmSync(root, { recursive: true, force: true })
})

const variables = (name: string): string => join(paths.folders.nvram, `${name}_VARS.fd`)
const write = (store: Definitions, title: string) => store.write({ name: 'a', uuid, xml: xml(title) }, async () => {})

/** Does something with the domain, if it is there. */
const withIt = (act: (store: Definitions, found: Definition) => Promise<void>) => async (store: Definitions) => {
  const found = await store.withUuid(uuid)
  if (found) await act(store, found)
}

/** All that there is of the domain, in a few words; undefined where there is nothing. */
async function seen(store: Definitions): Promise<string | undefined> {
  const all = await store.list()
  expect(all.length).toBeLessThan(2)
  const [found] = all
  const kept = (existsSync(paths.folders.nvram) ? readdirSync(paths.folders.nvram) : []).sort().join(' ')
  if (!found) return kept === '' ? undefined : kept
  const starts = (['always', 'once'] as const).filter((kind) => store.autostarts(found, kind))
  return [found.name, /<title>(.*)<\/title>/.exec(store.text(found))?.[1], ...starts, kept].filter(Boolean).join(' ')
}

interface Act {
  name: string
  /** What is there before. */
  before?: (store: Definitions) => Promise<void>
  act(store: Definitions): Promise<void>
  /** What may be there afterwards: what was there, and what was to be. */
  from: string | undefined
  to: string | undefined
}

const there = async (store: Definitions) => write(store, 'old')

async function startsWithVariables(store: Definitions): Promise<void> {
  await write(store, 'old')
  await withIt(async (_, found) => {
    await store.setAutostart(found, true)
    await store.setAutostart(found, true, 'once')
  })(store)
  mkdirSync(paths.folders.nvram, { recursive: true })
  writeFileSync(variables('a'), 'variables')
}

const acts: Act[] = [
  { name: 'a first definition', act: (store) => write(store, 'new'), from: undefined, to: 'a new' },
  { name: 'a redefinition', before: there, act: (store) => write(store, 'new'), from: 'a old', to: 'a new' },
  {
    name: 'an edit',
    before: there,
    act: withIt((store, found) => store.edit(found, (domain) => Object.assign(domain, { title: 'new' }))),
    ...{ from: 'a old', to: 'a new' },
  },
  {
    name: 'undefining',
    before: there,
    act: withIt((store, found) => store.remove(found)),
    ...{ from: 'a old', to: undefined },
  },
  {
    name: 'undefining with variables',
    before: startsWithVariables,
    act: withIt((store, found) => store.remove(found, [variables('a')])),
    ...{ from: 'a old always once a_VARS.fd', to: undefined },
  },
  {
    name: 'renaming',
    before: startsWithVariables,
    act: withIt((store, found) =>
      store.rename(found, { name: 'b', files: [{ from: variables('a'), to: variables('b') }] }),
    ),
    ...{ from: 'a old always once a_VARS.fd', to: 'b old always once b_VARS.fd' },
  },
  {
    name: 'autostart',
    before: there,
    act: withIt((store, found) => store.setAutostart(found, true)),
    ...{ from: 'a old', to: 'a old always' },
  },
  {
    name: 'no autostart',
    before: startsWithVariables,
    act: withIt((store, found) => store.setAutostart(found, false)),
    ...{ from: 'a old always once a_VARS.fd', to: 'a old once a_VARS.fd' },
  },
]

/** A store of a folder in which there is what is to be there before. */
async function prepared({ before }: Act): Promise<Definitions> {
  rmSync(root, { recursive: true, force: true })
  const store = new Definitions(paths, { warn: () => {} })
  await before?.(store)
  return store
}

/** The process that comes after one that is dead. The lock names a process that still lives, so that is told of another. */
async function successor(): Promise<{ store: Definitions; found: string | undefined }> {
  rmSync(paths.lock, { force: true })
  const warnings: unknown[] = []
  const store = new Definitions(paths, { warn: (warning) => warnings.push(warning) })
  await store.own()
  const found = await seen(store)
  expect(warnings).toEqual([])
  return { store, found }
}

/** Nothing but definitions that are whole, and no note of a change; the process that asked for the lock lives still. */
function requireTidy(): void {
  const files = existsSync(root) ? readdirSync(root, { recursive: true, withFileTypes: true }) : []
  const strange = files.filter(
    (entry) => !entry.isDirectory() && !/^[ab](_VARS\.fd|\.xml)$|^definitions\.lock\./.test(entry.name),
  )
  expect(strange.map(({ name }) => name)).toEqual([])
}

describe.each(acts)('$name', (act) => {
  test('killed between any two calls, it is done or not', async () => {
    const outcomes = new Set<string | undefined>()
    let done = false
    for (let calls = 0; !done; calls++) {
      for (const half of [false, true]) {
        const store = await prepared(act)
        await store.list()
        inject('killed', calls, { half })
        const acknowledged = await act.act(store).then(
          () => true,
          () => false,
        )
        done = !heal() && acknowledged
        // Another process that only looks sees one of it, too.
        const reader = new Definitions(paths, { warn: (warning) => expect(warning).toBeUndefined() })
        expect((await reader.list()).length).toBeLessThan(2)
        const { store: next, found } = await successor()
        expect(acknowledged ? [act.to] : [act.from, act.to]).toContain(found)
        outcomes.add(found)
        if (!found) await there(next)
        const [one] = await next.list()
        if (one) await next.remove(one, found?.includes('VARS') ? [variables(one.name)] : [])
        expect(await seen(next)).toBeUndefined()
        await write(next, 'after')
        expect(await seen(next)).toBe('a after')
        next.release()
        requireTidy()
      }
    }
    expect(outcomes).toEqual(new Set([act.from, act.to]))
  })

  test.each<Fault>(['ENOSPC', 'EROFS', 'EMFILE', 'EIO'])(
    '%s at any call is told, and done again works',
    async (fault) => {
      for (let calls = 0, failed = true; failed; calls++) {
        const before = await prepared(act)
        before.release()
        const store = new Definitions(paths, { warn: () => {} })
        await store.own()
        await store.list()
        inject(fault, calls)
        const error = await act.act(store).then(
          () => undefined,
          (error) => error,
        )
        failed = heal()
        if (error) {
          expect(error).toBeInstanceOf(LodgeError)
          const { code, where, hint, data } = error as LodgeError
          expect({ code, data }).toEqual({ code: 'SYSTEM_ERROR', data: { errno: fault } })
          expect(where).toContain(root)
          expect(hint).toBeTruthy()
        }
        // What a disk has done that fails to sync is not known.
        const allowed = error ? (fault === 'EIO' ? [act.from, act.to] : [act.from]) : [act.to]
        const settled = new Definitions(paths, { warn: () => {} })
        store.release()
        await settled.own()
        expect(allowed).toContain(await seen(settled))
        settled.release()
        requireTidy()
        await store.own()
        if ((await seen(store)) === act.from) await act.act(store)
        expect(await seen(store)).toBe(act.to)
        store.release()
      }
    },
  )
})
