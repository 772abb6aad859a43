import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Paths } from '../host/paths.ts'
import { Definitions } from './index.ts'

/** How many calls that change something go through before the process is as good as dead. */
const fault = vi.hoisted(() => ({ after: Number.POSITIVE_INFINITY, half: false, once: false, calls: 0 }))

vi.mock('node:fs', async (load) => {
  const real = await load<typeof import('node:fs')>()
  const names = [
    'openSync',
    'writeSync',
    'fsyncSync',
    'renameSync',
    'rmSync',
    'unlinkSync',
    'symlinkSync',
    'mkdirSync',
    'linkSync',
  ] as const
  const wrapped = names.map((name) => {
    const call = real[name] as (...args: unknown[]) => unknown
    return [
      name,
      (...args: unknown[]) => {
        // From then on nothing is done any more, not even clearing away: that is what SIGKILL is like.
        if (fault.calls++ === fault.after || (fault.calls > fault.after && !fault.once)) {
          if (fault.calls === fault.after + 1 && fault.half && name === 'writeSync')
            call(args[0], (args[1] as Uint8Array).subarray(0, 40))
          throw Object.assign(new Error('killed'), { code: 'EIO' })
        }
        return call(...args)
      },
    ]
  })
  const fsync = (file: number, done: (error: unknown) => void) => {
    try {
      ;(Object.fromEntries(wrapped) as Record<string, (file: number) => void>).fsyncSync?.(file)
      setImmediate(done, null)
    } catch (error) {
      setImmediate(done, error)
    }
  }
  return { ...real, ...Object.fromEntries(wrapped), fsync }
})

let root: string
let paths: Paths
const uuid = '00000000-0000-4000-8000-000000000001'
const xml = (title: string) =>
  `<domain type='qemu'>\n  <name>a</name>\n  <uuid>${uuid}</uuid>\n  <title>${title}</title>\n  <os><type>hvm</type></os>\n</domain>\n`

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lodge-'))
  paths = new Paths({ root })
})

afterEach(() => {
  Object.assign(fault, { after: Number.POSITIVE_INFINITY, once: false })
  rmSync(root, { recursive: true, force: true })
})

const write = (store: Definitions, title: string) => store.write({ name: 'a', uuid, xml: xml(title) }, async () => {})

/** Does it again and again, killed one call later each time, until it goes through; what is found after each must be allowed. */
async function killedEverywhere(act: (store: Definitions) => Promise<void>, allowed: (string | undefined)[]) {
  let done = false
  let kills = 0
  const seen = new Set<string | undefined>()
  for (; !done; kills++) {
    for (const half of [false, true]) {
      fault.after = Number.POSITIVE_INFINITY
      rmSync(root, { recursive: true, force: true })
      const before = new Definitions(paths, { warn: () => {} })
      if (allowed.includes(xml('old'))) await write(before, 'old')
      const store = new Definitions(paths, { warn: () => {} })
      await store.list()
      Object.assign(fault, { after: kills, half, calls: 0 })
      done = await act(store).then(
        () => fault.calls <= fault.after,
        () => false,
      )
      fault.after = Number.POSITIVE_INFINITY
      // The process that comes after it. The lock names a process that still lives, so that is told of another.
      rmSync(paths.lock, { force: true })
      const warnings: unknown[] = []
      const next = new Definitions(paths, { warn: (warning) => warnings.push(warning) })
      await next.own()
      const [found] = await next.list()
      const text = found && next.text(found)
      expect(allowed).toContain(text)
      expect(warnings).toEqual([])
      if (found) expect(readdirSync(paths.definitions).filter((name) => name !== 'autostart')).toEqual(['a.xml'])
      await write(next, 'after')
      expect(readFileSync(paths.definition('a'), 'utf8')).toBe(xml('after'))
      next.release()
      seen.add(text)
    }
  }
  expect(kills).toBeGreaterThan(4)
  expect([...seen].length).toBe(allowed.length)
}

describe('killed between any two calls', () => {
  test('a first definition is there or not', () =>
    killedEverywhere((store) => write(store, 'new'), [undefined, xml('new')]))

  test('a redefinition leaves the old one or the new one', () =>
    killedEverywhere((store) => write(store, 'new'), [xml('old'), xml('new')]))

  test('undefining leaves all of it or nothing', () =>
    killedEverywhere(
      async (store) => {
        const found = await store.named('a')
        if (found) await store.remove(found)
      },
      [xml('old'), undefined],
    ))

  test('autostart does not touch the definition', () =>
    killedEverywhere(
      async (store) => {
        const found = await store.named('a')
        if (!found) return
        await store.setAutostart(found, true)
        await store.setAutostart(found, false)
      },
      [xml('old')],
    ))
})

test('a write that fails says so and leaves what was there', async () => {
  const store = new Definitions(paths, { warn: () => {} })
  await store.own()
  await write(store, 'old')
  Object.assign(fault, { after: 2, half: true, once: true, calls: 0 })
  await expect(write(store, 'new')).rejects.toMatchObject({ code: 'SYSTEM_ERROR' })
  fault.after = Number.POSITIVE_INFINITY
  const [found] = await store.list()
  expect(found && store.text(found)).toBe(xml('old'))
  expect(readdirSync(paths.definitions)).toEqual(['a.xml'])
  store.release()
})
