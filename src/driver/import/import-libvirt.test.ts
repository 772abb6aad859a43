import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Imported, ImportOptions } from '../../api/index.ts'
import { LocalHost } from '../node/index.ts'
import { importLibvirt } from './import-libvirt.ts'

let folder: string
let host: LocalHost
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lodge-import-'))
  host = new LocalHost({ root: join(folder, 'state') })
  mkdirSync(join(folder, 'qemu/autostart'), { recursive: true })
})
afterEach(async () => {
  await host[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

const uuids = { web: '7c0a2c6e-52e1-4f43-9a54-0a3bfb1a0001', db: '7c0a2c6e-52e1-4f43-9a54-0a3bfb1a0002' }
const nvram = (): string => join(folder, 'nvram')

function xml(name: string, uuid: string, more = ''): string {
  return `<!--
WARNING: THIS IS AN AUTO-GENERATED FILE.
-->

<domain type='qemu'>
  <name>${name}</name>
  <uuid>${uuid}</uuid>
  <memory unit='KiB'>65536</memory>
  <os>
    <type arch='x86_64' machine='pc'>hvm</type>${more}
  </os>
  <features><acpi/></features>
</domain>
`
}

function libvirtHas(name: string, text: string, { autostart = false } = {}): void {
  const path = join(folder, 'qemu', `${name}.xml`)
  writeFileSync(path, text)
  if (autostart) symlinkSync(path, join(folder, 'qemu/autostart', `${name}.xml`))
}

async function imported(options: Omit<ImportOptions, 'from'> = {}): Promise<Imported[]> {
  const from = { folder: join(folder, 'qemu') }
  const all: Imported[] = []
  for await (const each of importLibvirt(host, {
    from,
    nvram: nvram(),
    swtpm: join(folder, 'swtpm'),
    imports: join(folder, 'imports'),
    ...options,
  }))
    all.push(each)
  return all
}

const results = (all: Imported[]): object => Object.fromEntries(all.map(({ name, result }) => [name, result]))

test('takes what is there, with autostart, and leaves it where it is; a second time there is nothing to do', async () => {
  libvirtHas('db', xml('db', uuids.db))
  libvirtHas('web', xml('web', uuids.web), { autostart: true })
  expect(results(await imported({ dryRun: true }))).toEqual({ db: 'takes', web: 'takes' })
  expect(await host.domains()).toEqual([])
  const all = await imported()
  expect(results(all)).toEqual({ db: 'taken', web: 'taken' })
  expect(all[1]?.notes).toEqual([expect.stringContaining('virsh autostart --disable web')])
  const web = await host.domain('web')
  expect([web.uuid, await web.autostart(), await web.isActive()]).toEqual([uuids.web, true, false])
  expect(await (await host.domain('db')).autostart()).toBe(false)
  expect(readdirSync(join(folder, 'qemu'))).toEqual(['autostart', 'db.xml', 'web.xml'])
  expect(results(await imported())).toEqual({ db: 'there', web: 'there' })
})

test('what is broken, clashes or cannot run is told, and keeps nothing else from being taken', async () => {
  await host.define(xml('db', uuids.web))
  libvirtHas('broken', '<domain>\n  <name>')
  libvirtHas('db', xml('db', uuids.db))
  libvirtHas('else', xml('other', uuids.db))
  libvirtHas('strange', xml('strange', uuids.db).replace("machine='pc'", "machine='cp'"))
  libvirtHas('web', xml('web', uuids.web))
  libvirtHas('zoo', xml('zoo', '7c0a2c6e-52e1-4f43-9a54-0a3bfb1a0003'))
  const all = await imported()
  expect(results(all)).toEqual({
    ...{ broken: 'broken', db: 'clashes', else: 'broken', strange: 'refused', web: 'clashes', zoo: 'taken' },
  })
  expect(all.map(({ problems: [first] }) => first?.message)).toEqual([
    expect.any(String),
    `another domain of this name has the UUID ${uuids.web}`,
    "the file defines 'other'",
    expect.stringContaining('cp'),
    "the domain 'db' has the same UUID",
    undefined,
  ])
})

test('a domain gets its own copy of its variables', async () => {
  const vars = join(folder, 'web_VARS.fd')
  writeFileSync(vars, 'variables')
  libvirtHas(
    'web',
    xml(
      'web',
      uuids.web,
      `<loader readonly='yes' type='pflash'>/code.fd</loader><nvram template='/t.fd'>${vars}</nvram>`,
    ),
  )
  expect(await imported()).toMatchObject([{ result: 'taken', problems: [] }])
  const copy = join(nvram(), 'web_VARS.fd')
  expect(await (await host.domain('web')).xml()).toContain(copy)
  expect([copy, vars].map((path) => readFileSync(path, 'utf8'))).toEqual(['variables', 'variables'])
})

test('a name that libvirt does not have', async () => {
  libvirtHas('web', xml('web', uuids.web))
  await expect(imported({ names: ['wbe'] })).rejects.toMatchObject({ code: 'NO_DOMAIN', hint: 'did you mean web?' })
  rmSync(join(folder, 'qemu'), { recursive: true })
  await expect(imported()).rejects.toMatchObject({ code: 'NO_DOMAIN' })
})

test('a TPM goes on with the keys that it had, in a copy', async () => {
  libvirtHas('web', xml('web', uuids.web))
  const [theirs, ours] = ['qemu/swtpm', 'swtpm'].map((name) => join(folder, name, uuids.web, 'tpm2'))
  mkdirSync(theirs ?? '', { recursive: true })
  writeFileSync(join(theirs ?? '', 'tpm2-00.permall'), 'keys')
  writeFileSync(join(theirs ?? '', 'tpm2-00.volatilestate'), 'of a run')
  await imported({ dryRun: true })
  expect(existsSync(ours ?? '')).toBe(false)
  expect(results(await imported())).toEqual({ web: 'taken' })
  expect(readdirSync(ours ?? '')).toEqual(['tpm2-00.permall'])
  expect(readFileSync(join(ours ?? '', 'tpm2-00.permall'), 'utf8')).toBe('keys')
})
