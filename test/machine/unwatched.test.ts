import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { DomainEvent } from '../../src/api/index.ts'
import { open } from '../../src/index.ts'
import type { BootSector } from './boot-sector.ts'
import { askQemu, elsewhere, runState, statusFile, statusOf } from './elsewhere.ts'
import { type PcOptions, pc, Scratch } from './scratch.ts'

const saying = (scratch: Scratch, name: string) => scratch.path(`${name}.txt`)

/** A guest whose words can be read though nobody has its console open; it has a second one. */
function guest(scratch: Scratch, name: string, next: BootSector['next'], options: PcOptions = {}): string {
  const disk = scratch.disk(`${name}.img`, { says: 'Up.', next })
  const first = `<serial type='file'><source path='${saying(scratch, name)}'/></serial>`
  return pc({ name, disk, ...options }).replace("<serial type='pty'/>", `${first}<serial type='pty'/>`)
}

function said(scratch: Scratch, name: string): string {
  return readFileSync(saying(scratch, name), 'utf8')
}

const create = (xml: string, paused = false) => `await host.create(${JSON.stringify(xml)}, { paused: ${paused} })`

/** Waits, in the other process, for the guest to be ready to hear the power button. */
const isUp = (scratch: Scratch, name: string) => `
    const { readFileSync } = await import('node:fs')
    const words = () => readFileSync(${JSON.stringify(saying(scratch, name))}, 'utf8')
    while (!words().includes('Up.')) await new Promise((resolve) => setTimeout(resolve, 20))`

const patient = { timeout: 60_000 }

const comesTo = (scratch: Scratch, name: string, state: string) =>
  expect.poll(() => runState(scratch, name), patient).toBe(state)

const isGone = (pid: number) => expect.poll(() => existsSync(`/proc/${pid}/fd/0`), patient).toBe(false)

/** What a host tells of its guests, as `name event detail`; firmware restarts a machine as it likes. */
function listen(events: AsyncIterable<DomainEvent>): string[] {
  const told: string[] = []
  void (async () => {
    for await (const event of events) {
      if ('detail' in event && event.event !== 'reboot')
        told.push(`${event.domain.name} ${event.event} ${event.detail}`)
    }
  })()
  return told
}

const pidOf = (scratch: Scratch, name: string) => statusOf(scratch, name).emulator?.pid ?? 0

describe('what a guest waits with while nobody of ours is there is done by who finds it', { timeout: 180_000 }, () => {
  const panic = "<panic model='isa'/>"

  const waiting: Record<string, [next: BootSector['next'], more: string, devices: string, found: string]> = {
    restarts: ['powers off', '<on_poweroff>restart</on_poweroff>', '', 'shutdown'],
    crashes: ['panics', '<on_crash>restart</on_crash>', panic, 'guest-panicked'],
    dumps: ['panics', '<on_crash>coredump-destroy</on_crash>', panic, 'guest-panicked'],
    ends: ['panics', '<on_poweroff>restart</on_poweroff><on_crash>destroy</on_crash>', panic, 'guest-panicked'],
    bites: ['is bitten', '', "<watchdog model='ib700' action='dump'/>", 'watchdog'],
  }

  test('new starts, ends and dumps', async () => {
    await using scratch = await Scratch.make()
    const all = Object.entries(waiting).map(([name, [next, more, devices]]) =>
      create(guest(scratch, name, next, { more, devices }), true),
    )
    await elsewhere(scratch, all.join('\n'))
    for (const [name, [, , , found]] of Object.entries(waiting)) {
      await askQemu(scratch, name, 'cont')
      await comesTo(scratch, name, found)
    }
    const told = listen(scratch.host.events())
    const of = (name: string) => told.filter((each) => each.startsWith(`${name} `))
    for (const name of ['restarts', 'crashes']) {
      await expect.poll(() => said(scratch, name), patient).toMatch(/^Up\.Up\./)
    }
    for (const name of ['dumps', 'ends']) {
      await expect.poll(() => of(name), patient).toEqual([`${name} crashed panicked`, `${name} stopped crashed`])
    }
    const bitten = await scratch.host.domain('bites')
    await expect.poll(() => bitten.status(), patient).toEqual({ state: 'running', reason: 'unpaused' })
    const dumps = readdirSync(scratch.path('state/lib/dump')).map((name) => name.slice(0, name.indexOf('-')))
    expect(dumps.sort()).toEqual(['bites', 'dumps'])
    for (const each of await scratch.host.domains()) await each.destroy()
  })

  test('a restart that was cut off half way is finished, and nobody is told that it was', async () => {
    await using scratch = await Scratch.make()
    const more = '<on_poweroff>restart</on_poweroff>'
    await elsewhere(scratch, create(guest(scratch, 'a', 'powers off', { more })))
    await comesTo(scratch, 'a', 'shutdown')
    await askQemu(scratch, 'a', 'system_reset')
    await comesTo(scratch, 'a', 'prelaunch')
    const before = said(scratch, 'a')
    const told = listen(scratch.host.events())
    await expect.poll(() => said(scratch, 'a'), patient).toContain(`${before}Up.`)
    expect(told).toEqual([])
    await (await scratch.host.domain('a')).destroy()
  })

  test('an end that was begun comes', async () => {
    await using scratch = await Scratch.make()
    await elsewhere(scratch, create(guest(scratch, 'a', 'halts')))
    writeFileSync(statusFile(scratch, 'a'), JSON.stringify({ ...statusOf(scratch, 'a'), ending: 'destroyed' }))
    const told = listen(scratch.host.events())
    await expect.poll(() => told, patient).toContain('a stopped destroyed')
  })
})

describe('a reboot whose asker is gone', { timeout: 120_000 }, () => {
  test('is one, when the guest switches itself off while nobody is there; its next power-off is its end', async () => {
    await using scratch = await Scratch.make()
    const xml = guest(scratch, 'a', 'obeys')
    await elsewhere(scratch, `const guest = ${create(xml)}; ${isUp(scratch, 'a')}; await guest.reboot()`)
    await expect.poll(() => runState(scratch, 'a'), patient).toMatch(/shutdown|prelaunch/)
    const told = listen(scratch.host.events())
    await expect.poll(() => said(scratch, 'a'), patient).toBe('Up.Up.')
    expect(told).toEqual([])
    const again = await scratch.host.domain('a')
    expect((await again.status()).state).toBe('running')
    await again.shutdown({ timeout: 60_000 })
    await expect.poll(() => told, patient).toEqual(['a shutdown guest', 'a stopped shutdown'])
  })

  test('is one, when the guest switches itself off under the next process', async () => {
    await using scratch = await Scratch.make()
    const xml = guest(scratch, 'a', 'obeys')
    const asks = `const guest = ${create(xml)}; ${isUp(scratch, 'a')}; await guest.pause(); await guest.reboot()`
    await elsewhere(scratch, asks)
    await scratch.host.own()
    const again = await scratch.host.domain('a')
    expect(await again.status()).toEqual({ state: 'paused', reason: 'user' })
    await again.resume()
    await expect.poll(() => said(scratch, 'a'), patient).toBe('Up.Up.')
    await again.destroy()
  })
})

describe('a guest whose console was open in a process that is gone', { timeout: 120_000 }, () => {
  const watched = (scratch: Scratch) => `const guest = ${create(guest(scratch, 'a', 'obeys'))}
    await guest.console('serial1'); ${isUp(scratch, 'a')}`

  test('is ended by who finds it switched off', async () => {
    await using scratch = await Scratch.make()
    await elsewhere(scratch, watched(scratch))
    await askQemu(scratch, 'a', 'system_powerdown')
    await comesTo(scratch, 'a', 'shutdown')
    const told = listen(scratch.host.events())
    await expect.poll(() => told, patient).toEqual(['a shutdown finished', 'a stopped shutdown'])
  })

  test('ends by itself again once it was found running', async () => {
    await using scratch = await Scratch.make()
    await elsewhere(scratch, watched(scratch))
    await using next = await open({ root: scratch.path('state') })
    expect((await (await next.domain('a')).status()).state).toBe('running')
    await next[Symbol.asyncDispose]()
    const pid = pidOf(scratch, 'a')
    await askQemu(scratch, 'a', 'system_powerdown')
    await isGone(pid)
    expect(await scratch.host.domains()).toEqual([])
  })

  test('ends by itself when that process had closed its host', async () => {
    await using scratch = await Scratch.make()
    await elsewhere(scratch, `${watched(scratch)}\nguest.release()\nawait host[Symbol.asyncDispose]()`)
    const pid = pidOf(scratch, 'a')
    await askQemu(scratch, 'a', 'system_powerdown')
    await isGone(pid)
    expect(await scratch.host.domains()).toEqual([])
  })
})

describe('an end that no parent has seen', { timeout: 120_000 }, () => {
  const define = (scratch: Scratch, name: string, next: BootSector['next']) =>
    `await host.define(${JSON.stringify(guest(scratch, name, next))}); await (await host.domain('${name}')).start()`

  test('is a crash where QEMU was killed, and none where it was asked', async () => {
    await using scratch = await Scratch.make()
    await elsewhere(scratch, [define(scratch, 'a', 'halts'), define(scratch, 'b', 'halts')].join('\n'))
    const told = listen(scratch.host.events())
    for (const [name, signal, events, reason] of [
      ['a', 'SIGKILL', ['a stopped failed'], 'crashed'],
      ['b', 'SIGTERM', ['b shutdown host', 'b stopped shutdown'], 'shutdown'],
    ] as const) {
      const domain = await scratch.host.domain(name)
      await expect.poll(() => domain.status(), patient).toEqual({ state: 'running', reason: 'booted' })
      process.kill(pidOf(scratch, name), signal)
      await expect.poll(() => told.filter((each) => each.startsWith(name)), patient).toEqual(events)
      expect(await (await scratch.host.domain(name)).status()).toEqual({ state: 'shutoff', reason })
    }
  })

  test('is none where it switched itself off while nobody was there', async () => {
    await using scratch = await Scratch.make()
    await elsewhere(scratch, `${define(scratch, 'a', 'obeys')}; ${isUp(scratch, 'a')}`)
    const pid = pidOf(scratch, 'a')
    await askQemu(scratch, 'a', 'system_powerdown')
    await isGone(pid)
    await scratch.host.own()
    expect(await (await scratch.host.domain('a')).status()).toEqual({ state: 'shutoff', reason: 'shutdown' })
  })

  test('is told by the process that heard it as the one that brought it about has said', async () => {
    await using scratch = await Scratch.make()
    await using other = await open({ root: scratch.path('state') })
    const started = await other.create(guest(scratch, 'a', 'halts'))
    await elsewhere(scratch, "await (await host.domain('a')).destroy()")
    expect(await started.ended()).toEqual({ state: 'shutoff', reason: 'destroyed' })
  })
})
