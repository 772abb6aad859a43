import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { heal, inject } from '../../../test/support/faulty-files.ts'
import type { Imported } from '../../api/index.ts'
import { LocalHost } from '../node/index.ts'
import { importLibvirt } from './import-libvirt.ts'

vi.mock('node:fs', async (load) =>
  (await import('../../../test/support/faulty-files.ts')).faulty(await load<typeof import('node:fs')>()),
)

let folder: string
const at = (...names: string[]): string => join(folder, ...names)

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lodge-import-'))
  mkdirSync(at('qemu/autostart'), { recursive: true })
  for (const name of ['code.fd', 'template.fd', 'web_VARS.fd']) writeFileSync(at(name), name)
  const xml = `<domain type='qemu'>
  <name>web</name>
  <uuid>7c0a2c6e-52e1-4f43-9a54-0a3bfb1a0001</uuid>
  <memory unit='MiB'>64</memory>
  <os>
    <type arch='x86_64' machine='pc'>hvm</type>
    <loader readonly='yes' type='pflash'>${at('code.fd')}</loader>
    <nvram template='${at('template.fd')}'>${at('web_VARS.fd')}</nvram>
  </os>
  <features><acpi/></features>
</domain>`
  for (const path of ['qemu/web.xml', 'qemu/autostart/web.xml']) writeFileSync(at(path), xml)
})

afterEach(() => {
  heal()
  rmSync(folder, { recursive: true })
})

async function imported(host: LocalHost): Promise<Imported[]> {
  const places = { nvram: at('nvram'), swtpm: at('swtpm'), imports: at('imports') }
  const all: Imported[] = []
  for await (const each of importLibvirt(host, { from: { folder: at('qemu') }, ...places })) all.push(each)
  return all
}

test('an import that is killed between any two calls is ended by the next', async () => {
  const root = at('state')
  for (let calls = 0, killed = true; killed; calls++) {
    for (const each of ['state/etc', 'nvram', 'imports']) rmSync(at(each), { recursive: true, force: true })
    await using first = new LocalHost({ root, warn: () => {} })
    await first.machines()
    inject('killed', calls)
    await imported(first).catch(() => {})
    killed = heal()
    // The lock names this process, which lives.
    rmSync(at('state/run/definitions.lock'), { force: true })
    await using host = new LocalHost({ root, warn: () => {} })
    await host.own()
    const [again] = await imported(host)
    expect(again).toMatchObject({ problems: [], result: killed ? expect.stringMatching(/taken|there/) : 'there' })
    const web = await host.domain('web')
    expect(await web.autostart()).toBe(true)
    expect(await web.xml()).toContain(at('nvram/web_VARS.fd'))
    expect(readdirSync(at('nvram')).filter((name) => !name.endsWith('.tmp'))).toEqual(['web_VARS.fd'])
    expect(
      existsSync(at('imports')) ? readdirSync(at('imports')).filter((name) => !name.endsWith('.tmp')) : [],
    ).toEqual([])
  }
})

test('what one that died was just writing goes with the next', async () => {
  mkdirSync(at('imports'))
  // more than any process has for a number
  const [left, ours] = [4_194_305, process.pid].map((pid) => `7c0a2c6e.json.${pid}.0.tmp`)
  for (const name of [left, ours]) writeFileSync(at('imports', String(name)), '')
  await using host = new LocalHost({ root: at('state'), warn: () => {} })
  expect(await imported(host)).toMatchObject([{ result: 'taken' }])
  expect(readdirSync(at('imports'))).toEqual([ours])
})
