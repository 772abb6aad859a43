import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { DomainEvent } from '../../src/api/index.ts'
import { open } from '../../src/index.ts'
import { elsewhere, statusFile } from './elsewhere.ts'
import { pc, Scratch } from './scratch.ts'

const create = (xml: string, paused = false) => `await host.create(${JSON.stringify(xml)}, { paused: ${paused} })`

/** As a process has left it that died half way through the start. */
function cutOff(scratch: Scratch, name: string, { known }: { known: boolean }): number {
  const status = JSON.parse(readFileSync(statusFile(scratch, name), 'utf8'))
  const { emulator, ...rest } = status
  const text = {
    ...rest,
    starting: true,
    ...(known ? { emulator } : {}),
    state: { state: 'paused', reason: 'starting up' },
  }
  writeFileSync(statusFile(scratch, name), JSON.stringify(text))
  return emulator.pid
}

/** The events of a host until one of them, as `name event detail`. */
async function told(events: AsyncIterable<DomainEvent>, last: string): Promise<string[]> {
  const seen: string[] = []
  for await (const event of events) {
    if ('detail' in event) seen.push(`${event.domain.name} ${event.event} ${event.detail}`)
    if (seen.at(-1) === last) break
  }
  return seen
}

describe('found again', { timeout: 60_000 }, () => {
  test('with their ids and what they did', async () => {
    await using scratch = await Scratch.make()
    const names = ['a', 'b', 'c', 'd']
    await elsewhere(
      scratch,
      [...names.map((name) => create(pc({ name }), name === 'b')), "await (await host.domain('c')).pause()"].join('\n'),
    )
    const { host } = scratch
    await host.own()
    const found = await Promise.all(
      (await host.domains()).map(async (each) => [each.name, each.id, await each.status()]),
    )
    expect(found.sort()).toEqual([
      ['a', 1, { state: 'running', reason: 'booted' }],
      ['b', 2, { state: 'paused', reason: 'user' }],
      ['c', 3, { state: 'paused', reason: 'user' }],
      ['d', 4, { state: 'running', reason: 'booted' }],
    ])
    for (const each of await host.domains()) await each.destroy()
  })

  test('what it did meanwhile is asked of QEMU, and told', async () => {
    await using scratch = await Scratch.make()
    await elsewhere(scratch, create(pc({ name: 'a' })))
    const status = JSON.parse(readFileSync(statusFile(scratch, 'a'), 'utf8'))
    writeFileSync(
      statusFile(scratch, 'a'),
      JSON.stringify({ ...status, state: { state: 'paused', reason: 'ioerror' } }),
    )
    const events = scratch.host.events()
    expect(await told(events, 'a resumed unpaused')).toEqual(['a resumed unpaused'])
    const guest = await scratch.host.domain('a')
    expect(await guest.status()).toEqual({ state: 'running', reason: 'unpaused' })
    await guest.destroy()
  })

  test('one that ended meanwhile is gone, with all that it had', async () => {
    await using scratch = await Scratch.make()
    await elsewhere(
      scratch,
      `await host.define(${JSON.stringify(pc({ name: 'a' }))}); await (await host.domain('a')).start()`,
    )
    const { emulator } = JSON.parse(readFileSync(statusFile(scratch, 'a'), 'utf8'))
    process.kill(emulator.pid, 'SIGKILL')
    await expect.poll(() => existsSync(`/proc/${emulator.pid}/fd/0`)).toBe(false)
    const { host } = scratch
    await host.own()
    const domain = await host.domain('a')
    expect(await domain.status()).toEqual({ state: 'shutoff', reason: 'crashed' })
    expect(readdirSync(scratch.path('state/run/status'))).toEqual([])
    expect(readdirSync(scratch.path('state/run/guests'))).toEqual([])
  })
})

describe('a start that was cut off', { timeout: 60_000 }, () => {
  test.each([
    ['before the CPUs ran is undone', { paused: true, known: true }],
    ['before the process was written down is undone too', { paused: true, known: false }],
  ])('%s', async (_, { paused, known }) => {
    await using scratch = await Scratch.make()
    await elsewhere(scratch, create(pc({ name: 'a' }), paused))
    const pid = cutOff(scratch, 'a', { known })
    await scratch.host.own()
    await expect.poll(() => scratch.host.domains()).toEqual([])
    expect(scratch.processes()).not.toContain(pid)
  })

  test.each([true, false])('when the CPUs run is finished (process known: %s)', async (known) => {
    await using scratch = await Scratch.make()
    await elsewhere(scratch, create(pc({ name: 'a' })))
    const pid = cutOff(scratch, 'a', { known })
    await scratch.host.own()
    const guest = await scratch.host.domain('a')
    // Whoever asks is answered though QEMU has had no time to say so yet.
    await expect.poll(() => guest.status(), { timeout: 50_000 }).toEqual({ state: 'running', reason: 'booted' })
    expect(guest.active().pid).toBe(pid)
    await guest.destroy()
  })
})

test('what another process starts and ends is told', { timeout: 60_000 }, async () => {
  await using scratch = await Scratch.make()
  const { host } = scratch
  await host.own()
  const seen = told(host.events(), 'a stopped destroyed')
  await elsewhere(scratch, create(pc({ name: 'a' })))
  await expect.poll(async () => (await host.domains()).length).toBe(1)
  await elsewhere(scratch, "await (await host.domain('a')).destroy()")
  expect(await seen).toEqual(['a resumed unpaused', 'a started booted', 'a shutdown host', 'a stopped destroyed'])
})

test('a status of a newer Lodge is left alone, and told', async () => {
  const warnings: string[] = []
  await using scratch = await Scratch.make()
  await elsewhere(scratch, create(pc({ name: 'a' })))
  const text = readFileSync(statusFile(scratch, 'a'), 'utf8')
  const { emulator } = JSON.parse(text)
  writeFileSync(statusFile(scratch, 'a'), text.replace('"format":2', '"format":99'))
  {
    await using host = await open({ root: scratch.path('state'), warn: ({ message }) => warnings.push(message) })
    expect(await host.domains()).toEqual([])
    expect(await host.domains()).toEqual([])
    expect(warnings).toEqual([expect.stringMatching(/a\.json is of a newer Lodge: its format 99/)])
    await expect(host.create(pc({ name: 'a' }))).rejects.toMatchObject({ code: 'OPERATION_FAILED' })
    expect(existsSync(`/proc/${emulator.pid}`)).toBe(true)
  }
  writeFileSync(statusFile(scratch, 'a'), text)
  await (await scratch.host.domain('a')).destroy()
})
