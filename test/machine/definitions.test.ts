import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { LocalHost } from '../../src/driver/node/index.ts'
import { type DomainEvent, open } from '../../src/index.ts'
import { pc, Scratch } from './scratch.ts'

const uuid = '7c0a2c6e-52e1-4f43-9a54-0a3bfb1a0001'
const secret = 'sesame'

function definition(disk: string, more = ''): string {
  return pc({ disk, name: 'kept', more, devices: `<graphics type='vnc' port='-1' passwd='${secret}'/>` }).replace(
    '</name>',
    `</name><uuid>${uuid}</uuid>`,
  )
}

async function sayAll(events: AsyncIterableIterator<DomainEvent>): Promise<string[]> {
  const seen: string[] = []
  for await (const told of events) {
    if (!('detail' in told) || told.event === 'reboot') continue
    const { event, detail, domain } = told
    seen.push(`${event} ${detail}${domain.id === undefined ? '' : ` #${domain.id}`}`)
  }
  return seen
}

test('defined, started, redefined, destroyed, started by another host, undefined', async () => {
  await using scratch = await Scratch.make()
  const { host } = scratch
  const disk = scratch.disk('disk.img', { says: '', next: 'halts' })
  const told = sayAll(host.events())

  const domain = await host.define(definition(disk))
  expect(domain).toMatchObject({ name: 'kept', uuid, id: undefined })
  expect(await domain.status()).toEqual({ state: 'shutoff', reason: 'unknown' })
  expect(await domain.info()).toMatchObject({ maxMemory: 65536, cpuTime: 0 })
  expect([await domain.isActive(), await domain.isPersistent()]).toEqual([false, true])
  expect(await domain.xml()).toContain('<address')
  expect(await domain.xml()).not.toContain(secret)
  expect(await domain.xml({ secure: true })).toContain(secret)
  await expect(domain.destroy()).rejects.toMatchObject({ code: 'OPERATION_INVALID' })
  expect(() => domain.active()).toThrow(/not running/)

  const running = await domain.start()
  expect(await domain.status()).toMatchObject({ state: 'running' })
  expect(domain.id).toBe(1)
  await expect(domain.start()).rejects.toThrow(/already running/)
  expect(await running.xml()).toMatch(/<domain type='qemu' id='1'>/)
  expect(await running.xml()).not.toContain(secret)
  expect(await running.xml({ secure: true })).toContain(secret)

  await host.define(definition(disk, '<on_reboot>destroy</on_reboot>'))
  expect(await domain.xml()).not.toContain('<on_reboot>destroy')
  expect(await domain.xml({ inactive: true })).toContain('<on_reboot>destroy')

  // What another process would see of it.
  await using other = await open({ root: scratch.path('state') })
  const found = await other.domain(1)
  expect([found.name, found.id, await found.isPersistent()]).toEqual(['kept', 1, true])
  await found.setAutostart(true)
  expect((await host.domains({ autostart: true })).map(({ name }) => name)).toEqual(['kept'])
  expect(await host.domains({ active: false })).toEqual([])

  await domain.destroy()
  expect(await domain.status()).toEqual({ state: 'shutoff', reason: 'destroyed' })
  expect(domain.id).toBeUndefined()
  expect((await host.domains({ active: false })).map(({ uuid }) => uuid)).toEqual([uuid])

  expect(await found.ended()).toMatchObject({ state: 'shutoff' })
  const again = await found.start({ paused: true })
  expect(await domain.isActive()).toBe(true)
  await again.undefine()
  expect([await domain.isPersistent(), await domain.autostart()]).toEqual([false, false])
  await expect(domain.undefine()).rejects.toThrow(/transient/)
  expect(await again.xml({ inactive: true })).toContain('<on_reboot>destroy')
  await again.destroy()
  await expect(host.domain('kept')).rejects.toMatchObject({ code: 'NO_DOMAIN' })
  expect(readdirSync(scratch.path('state/etc/domains'), { recursive: true })).toEqual(['autostart'])
  await host[Symbol.asyncDispose]()
  const seen = await told
  expect(seen.slice(0, 4)).toEqual(['defined added', 'resumed unpaused #1', 'started booted #1', 'defined updated #1'])
  expect(seen).toContain('stopped destroyed #1')
})

test('a transient guest becomes persistent; names and UUIDs belong together', async () => {
  await using scratch = await Scratch.make()
  const { host } = scratch
  const disk = scratch.disk('disk.img', { says: '', next: 'halts' })
  await using guest = await host.create(definition(disk), { paused: true })
  expect(await guest.isPersistent()).toBe(false)
  await expect(guest.setAutostart(true)).rejects.toThrow(/transient/)
  await expect(host.define(pc({ disk, name: 'kept' }))).rejects.toMatchObject({ code: 'OPERATION_FAILED' })
  await expect(host.define(definition(disk).replace('>kept<', '>other<'))).rejects.toMatchObject({
    code: 'OPERATION_FAILED',
  })
  await host.define(definition(disk))
  expect(await guest.isPersistent()).toBe(true)
  await guest.destroy()
  expect(await guest.status()).toEqual({ state: 'shutoff', reason: 'destroyed' })
  await expect(host.define(pc({ disk, name: 'kept' }))).rejects.toMatchObject({ code: 'OPERATION_FAILED' })
  await expect(host.create(pc({ disk, name: 'kept' }))).rejects.toMatchObject({ code: 'OPERATION_FAILED' })
  await using again = await host.create(definition(disk), { paused: true })
  expect(await again.isPersistent()).toBe(true)
})

test('what is started with the host is, once; what cannot be is told of', async () => {
  await using scratch = await Scratch.make()
  const disk = scratch.disk('disk.img', { says: '', next: 'halts' })
  const warnings: string[] = []
  const root = scratch.path('state')
  const daemon = () => new LocalHost({ root, warn: ({ message }) => warnings.push(message) })
  {
    await using host = daemon()
    await host.own()
    const missing = pc({ name: 'broken', disk: scratch.path('none.img') })
    for (const xml of [missing, definition(disk)]) await (await host.define(xml)).setAutostart(true)
    await host.define(pc({ name: 'not' }))
    await host.startWithHost()
    expect((await host.domains({ active: true })).map(({ name }) => name)).toEqual(['kept'])
    expect(warnings).toEqual([expect.stringMatching(/^'broken' was not started: .*none\.img/)])
    await (await host.domain('kept')).destroy()
  }
  await using host = daemon()
  await host.startWithHost()
  expect(await host.domains({ active: true })).toEqual([])
})

test('what is started once is started at the next start of the machine, and not at the one after', async () => {
  await using scratch = await Scratch.make()
  const warnings: string[] = []
  const root = scratch.path('state')
  /** What a daemon finds running that comes up after a start of the machine, or itself only anew. */
  const up = async ({ machine }: { machine: boolean }): Promise<string[]> => {
    // Names the start of the machine that was seen last.
    if (machine) writeFileSync(join(root, 'lib/autostarted'), 'an earlier one')
    await using host = new LocalHost({ root, warn: ({ message }) => warnings.push(message) })
    await host.own()
    await host.startWithHost()
    const running = await host.domains({ active: true })
    for (const each of running) await each.destroy()
    return running.map(({ name }) => name)
  }
  await up({ machine: false })
  const { host } = scratch
  for (const name of ['always', 'once', 'never']) await host.define(pc({ name }))
  const missing = await host.define(pc({ name: 'missing', disk: scratch.path('none.img') }))
  await (await host.domain('always')).setAutostart(true)
  for (const each of [await host.domain('once'), missing]) await each.setAutostartOnce(true)
  expect(await up({ machine: false })).toEqual([])
  expect((await up({ machine: true })).sort()).toEqual(['always', 'once'])
  expect(warnings).toEqual([expect.stringMatching(/^'missing' was not started: .*none\.img/)])
  expect([await (await host.domain('once')).autostartOnce(), await missing.autostartOnce()]).toEqual([false, false])
  expect(await up({ machine: true })).toEqual(['always'])
  expect(warnings).toHaveLength(1)
})

test('what was changed since the start is known, also to the next host', async () => {
  await using scratch = await Scratch.make()
  const disk = scratch.disk('disk.img', { says: '', next: 'halts' })
  const xml = definition(disk)
  const domain = await scratch.host.define(xml)
  await domain.settings.setMemory(49152, { config: true })
  expect(await domain.isUpdated()).toBe(false)
  await domain.start({ paused: true })
  expect([await domain.isUpdated(), (await domain.info()).memory]).toEqual([false, 65536])
  await domain.settings.setMemory(32768, { config: true })
  {
    await using other = await open({ root: scratch.path('state') })
    expect(await (await other.domain('kept')).isUpdated()).toBe(true)
  }
  await domain.settings.setMemory(49152, { config: true })
  expect(await domain.isUpdated()).toBe(false)
  await scratch.host.define(xml)
  expect(await domain.isUpdated()).toBe(true)
  await domain.undefine()
  expect(await domain.isUpdated()).toBe(false)
  await domain.destroy()
})
