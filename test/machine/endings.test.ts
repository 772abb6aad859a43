import { once } from 'node:events'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { BootSector } from './boot-sector.ts'
import { hear, type PcOptions, pc, Scratch } from './scratch.ts'

/** What a guest does it does when the machine lets it. */
const patient = { timeout: 50_000 }

/** A guest whose console and events are followed from the beginning. */
async function begin(scratch: Scratch, next: BootSector['next'], options: PcOptions = {}) {
  const disk = scratch.disk('disk.img', { says: 'Up.', next })
  const guest = await scratch.host.create(pc({ disk, ...options }), { paused: true })
  const told: string[] = []
  const events = guest.events()
  const all = (async () => {
    for await (const event of events) if ('detail' in event) told.push(`${event.event} ${event.detail}`)
    return told.filter((each, index) => !each.startsWith('reboot') || each !== told[index - 1])
  })()
  return { guest, told, all, [Symbol.asyncDispose]: () => guest[Symbol.asyncDispose]() }
}

function dumps(scratch: Scratch): string[] {
  const folder = scratch.path('state/lib/dump')
  return readdirSync(folder).map((name) => join(folder, name))
}

describe('a guest that switches itself off', { timeout: 60_000 }, () => {
  test('is gone', async () => {
    await using scratch = await Scratch.make()
    await using run = await begin(scratch, 'powers off')
    await run.guest.resume()
    expect(await run.guest.ended()).toEqual({ state: 'shutoff', reason: 'shutdown' })
    expect(await run.all).toEqual(['resumed unpaused', 'shutdown guest', 'stopped shutdown'])
  })

  test('starts again where its definition says so, and nobody is told that it was off', async () => {
    await using scratch = await Scratch.make()
    await using run = await begin(scratch, 'powers off', { more: '<on_poweroff>restart</on_poweroff>' })
    const console = await run.guest.console()
    await run.guest.resume()
    await hear(console, /Up\.[\s\S]*Up\.[\s\S]*Up\./)
    expect((await run.guest.status()).state).toBe('running')
    await run.guest.destroy()
    expect((await run.all).filter((each) => !each.startsWith('reboot'))).toEqual([
      ...['resumed unpaused', 'shutdown host', 'stopped destroyed'],
    ])
  })

  test('is preserved, and a reset starts it again', async () => {
    await using scratch = await Scratch.make()
    await using run = await begin(scratch, 'powers off', { more: '<on_poweroff>preserve</on_poweroff>' })
    const console = await run.guest.console()
    await run.guest.resume()
    await expect.poll(() => run.guest.status(), patient).toEqual({ state: 'shutdown', reason: 'unknown' })
    await expect(run.guest.resume()).rejects.toThrow(/switched itself off/)
    const again = hear(console, /Up\./)
    await run.guest.reset()
    await again
    await run.guest.destroy()
  })

  test('is rebooted, and later shut down, when it heeds the power button', async () => {
    await using scratch = await Scratch.make()
    await using run = await begin(scratch, 'obeys')
    const console = await run.guest.console()
    await run.guest.resume()
    await hear(console, /Up\./)
    const again = hear(console, /Up\./)
    await run.guest.reboot()
    await again
    expect((await run.guest.status()).state).toBe('running')
    await run.guest.shutdown({ timeout: 20_000 })
    expect(await run.guest.ended()).toEqual({ state: 'shutoff', reason: 'shutdown' })
    expect((await run.all).filter((each) => !each.startsWith('reboot'))).toEqual([
      ...['resumed unpaused', 'shutdown guest', 'stopped shutdown'],
    ])
  })
})

describe('a reboot by the power button', { timeout: 60_000 }, () => {
  /** One that is paused has not switched itself off yet. */
  async function pressed(scratch: Scratch, options: PcOptions = {}) {
    const run = await begin(scratch, 'obeys', { devices: "<serial type='pty'/>", ...options })
    const [first, second] = [await run.guest.console(), await run.guest.console('serial1')]
    const up = hear(first, /Up\./)
    await run.guest.resume()
    await up
    await run.guest.pause()
    await run.guest.reboot()
    return { ...run, first, second }
  }

  test('is one though a console is closed before the guest heeds it', async () => {
    await using scratch = await Scratch.make()
    await using run = await pressed(scratch)
    // The last that is open here, and the first that waits for nothing else.
    for (const console of [run.second, run.first]) {
      const closed = once(console, 'close')
      console.destroy()
      await closed
    }
    await run.guest.resume()
    // By us; the firmware's own are the guest's.
    await expect.poll(() => run.told, patient).toContain('reboot host')
    await run.guest.destroy()
  })

  test('is none any more when a shutdown is asked for', async () => {
    await using scratch = await Scratch.make()
    await using run = await pressed(scratch)
    await run.guest.shutdown()
    await run.guest.resume()
    expect(await run.guest.ended()).toEqual({ state: 'shutoff', reason: 'shutdown' })
  })

  test('is none any more when the guest was reset', async () => {
    await using scratch = await Scratch.make()
    await using run = await pressed(scratch)
    await run.guest.reset()
    const again = hear(run.first, /Up\./)
    await run.guest.resume()
    await again
    await run.guest.monitorCommand('system_powerdown')
    expect(await run.guest.ended()).toEqual({ state: 'shutoff', reason: 'shutdown' })
  })

  test('is the end of a guest whose restarts are', async () => {
    await using scratch = await Scratch.make()
    await using run = await pressed(scratch, { more: '<on_reboot>destroy</on_reboot>' })
    await run.guest.resume()
    expect(await run.guest.ended()).toEqual({ state: 'shutoff', reason: 'shutdown' })
  })
})

describe('a guest that panics', { timeout: 60_000 }, () => {
  const panics = (action: string): PcOptions => ({
    more: `<on_crash>${action}</on_crash>`,
    devices: "<panic model='isa'/>",
  })

  test('is destroyed', async () => {
    await using scratch = await Scratch.make()
    await using run = await begin(scratch, 'panics', panics('destroy'))
    await run.guest.resume()
    expect(await run.guest.ended()).toEqual({ state: 'crashed', reason: 'panicked' })
    expect(await run.all).toEqual(['resumed unpaused', 'crashed panicked', 'stopped crashed'])
  })

  test('is destroyed while its console is open, and what it said last is read', async () => {
    await using scratch = await Scratch.make()
    await using run = await begin(scratch, 'panics', panics('destroy'))
    const said = hear(await run.guest.console(), /Up\./)
    await run.guest.resume()
    await said
    expect(await run.guest.ended()).toEqual({ state: 'crashed', reason: 'panicked' })
  })

  test('starts again', async () => {
    await using scratch = await Scratch.make()
    await using run = await begin(scratch, 'panics', panics('restart'))
    const console = await run.guest.console()
    await run.guest.resume()
    await hear(console, /Up\.[\s\S]*Up\./)
    expect(run.told.filter((each) => !each.startsWith('reboot')).slice(0, 3)).toEqual([
      ...['resumed unpaused', 'crashed panicked', 'resumed unpaused'],
    ])
    await run.guest.destroy()
  })

  test('is preserved as it is', async () => {
    await using scratch = await Scratch.make()
    await using run = await begin(scratch, 'panics', panics('preserve'))
    await run.guest.resume()
    await expect.poll(() => run.guest.status(), patient).toEqual({ state: 'crashed', reason: 'panicked' })
    await run.guest.destroy()
    expect(await run.guest.ended()).toEqual({ state: 'shutoff', reason: 'destroyed' })
  })

  test('leaves its memory behind', async () => {
    await using scratch = await Scratch.make()
    await using run = await begin(scratch, 'panics', panics('coredump-destroy'))
    await run.guest.resume()
    expect((await run.guest.ended()).state).toBe('crashed')
    const [dump = ''] = dumps(scratch)
    expect(dump).toMatch(/\/pc-1-[-\d.TZ]+\.core$/)
    expect(statSync(dump).size).toBeGreaterThan(64 << 20)
    expect(statSync(dump).mode & 0o077).toBe(0)
  })
})

describe('a watchdog that bites', { timeout: 60_000 }, () => {
  test('pauses', async () => {
    await using scratch = await Scratch.make()
    await using run = await begin(scratch, 'is bitten', { devices: "<watchdog model='ib700' action='pause'/>" })
    await run.guest.resume()
    await expect.poll(() => run.guest.status(), patient).toEqual({ state: 'paused', reason: 'watchdog' })
    await run.guest.resume()
    expect(await run.guest.status()).toEqual({ state: 'running', reason: 'unpaused' })
    await run.guest.destroy()
    expect((await run.all).slice(0, 3)).toEqual(['resumed unpaused', 'suspended watchdog', 'resumed unpaused'])
  })

  test('has the memory written, and the guest goes on', async () => {
    await using scratch = await Scratch.make()
    await using run = await begin(scratch, 'is bitten', { devices: "<watchdog model='ib700' action='dump'/>" })
    await run.guest.resume()
    await expect
      .poll(() => run.told, patient)
      .toEqual([...['resumed unpaused', 'suspended watchdog', 'resumed unpaused']])
    expect(dumps(scratch)).toHaveLength(1)
    await run.guest.destroy()
  })
})

test('a guest that suspends itself cannot be paused, and wakes up', { timeout: 60_000 }, async () => {
  await using scratch = await Scratch.make()
  const more = "<pm><suspend-to-mem enabled='yes'/></pm>"
  await using run = await begin(scratch, 'sleeps', { more })
  await run.guest.resume()
  await expect.poll(() => run.guest.status(), patient).toEqual({ state: 'pmsuspended', reason: 'unknown' })
  await expect(run.guest.pause()).rejects.toMatchObject({ code: 'OPERATION_INVALID' })
  await expect(run.guest.resume()).rejects.toThrow(/pmsuspended/)
  await run.guest.monitorCommand('system_wakeup')
  await expect.poll(() => run.told, patient).toContain('started wakeup')
  await run.guest.destroy()
})
