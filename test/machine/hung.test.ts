import { expect, test } from 'vitest'
import { open } from '../../src/index.ts'
import { pc, Scratch } from './scratch.ts'

/** More than any answer takes that does not wait for QEMU, however busy the machine is; less than any wait for it. */
const atOnce = 4000

/** Stops a process so that it answers nothing, until it is let go on or killed. */
function hang(pid: number): Disposable {
  process.kill(pid, 'SIGSTOP')
  return {
    [Symbol.dispose]: () => {
      try {
        process.kill(pid, 'SIGCONT')
      } catch {
        // It was killed.
      }
    },
  }
}

async function within<T>(work: Promise<T>): Promise<T> {
  const late = Symbol()
  const result = await Promise.race([work, new Promise((resolve) => setTimeout(resolve, atOnce, late))])
  expect(result).not.toBe(late)
  return result as T
}

test('a QEMU that hangs delays no list, no read and no other domain; destroy ends it', async () => {
  await using scratch = await Scratch.make()
  const { host } = scratch
  const hung = await host.create(pc({ name: 'hung' }))
  const well = await host.create(pc({ name: 'well' }))
  using _ = hang(hung.pid)
  const pausing = hung.pause().catch((error) => error)
  const waiting = hung.resume().catch((error) => error)
  await within(well.pause())
  expect(await within(well.status())).toEqual({ state: 'paused', reason: 'user' })
  expect(await within(hung.status())).toEqual({ state: 'running', reason: 'booted' })
  expect(await within(hung.info())).toMatchObject({ memory: 65536 })
  expect(await within(hung.xml())).toMatch(/<name>hung</)
  expect((await within(host.domains())).map(({ name }) => name).sort()).toEqual(['hung', 'well'])
  await within(hung.destroy())
  expect(await hung.ended()).toEqual({ state: 'shutoff', reason: 'destroyed' })
  expect(await pausing).toMatchObject({ code: 'OPERATION_FAILED' })
  expect(await waiting).toMatchObject({ code: 'OPERATION_INVALID' })
  await well.destroy()
})

test('a QEMU that hangs while it is found again is known by its file, and heard as soon as it goes on', async () => {
  await using scratch = await Scratch.make()
  const path = scratch.path('state')
  const first = await open({ root: path })
  const { pid } = await first.create(pc({ name: 'hung' }))
  const other = await first.create(pc({ name: 'well' }))
  await other.pause()
  await first[Symbol.asyncDispose]()
  await using host = await open({ root: path })
  {
    using _ = hang(pid)
    await within(host.own())
    const states = Object.fromEntries(
      await within(Promise.all((await host.domains()).map(async (each) => [each.name, await each.status()] as const))),
    )
    expect(states).toEqual({
      hung: { state: 'running', reason: 'booted', age: expect.any(Number) },
      well: { state: 'paused', reason: 'user' },
    })
    const control = await within((await host.domain('hung')).control())
    expect(control).toEqual({ state: 'error', reason: 'monitor', age: expect.any(Number) })
  }
  const hung = await host.domain('hung')
  await expect.poll(() => hung.status()).toEqual({ state: 'running', reason: 'booted' })
  await expect.poll(() => hung.control(), { timeout: 20_000 }).toEqual({ state: 'ok', age: 0 })
  for (const each of await host.domains()) await each.destroy()
})

test('destroy that is to be graceful kills nobody', async () => {
  await using scratch = await Scratch.make()
  const guest = await scratch.host.create(pc({ name: 'hung' }))
  {
    using _ = hang(guest.pid)
    await expect(guest.destroy({ graceful: true })).rejects.toMatchObject({
      code: 'OPERATION_FAILED',
      message: expect.stringMatching(/has not ended after SIGTERM: state T/),
    })
  }
  // It was told to end, and does when it can.
  expect(await guest.ended()).toEqual({ state: 'shutoff', reason: 'destroyed' })
})

test('a QEMU that hangs is occupied until it goes on', { timeout: 60_000 }, async () => {
  await using scratch = await Scratch.make()
  const guest = await scratch.host.create(pc({ name: 'hung' }))
  const answers = () => expect.poll(() => guest.control(), { timeout: 20_000 }).toEqual({ state: 'ok', age: 0 })
  await answers()
  {
    using _ = hang(guest.pid)
    const begun = performance.now()
    const first = await within(guest.control())
    expect(first).toEqual({ state: 'occupied', age: expect.any(Number) })
    const pausing = guest.pause()
    await within(guest.status())
    const second = await within(guest.control())
    expect(second).toEqual({ state: 'occupied', age: expect.any(Number) })
    expect(second.age).toBeGreaterThanOrEqual(first.age)
    // The first of what it owes counts, however much it is asked since.
    expect(second.age).toBeLessThanOrEqual(performance.now() - begun + 100)
    pausing.catch(() => {})
  }
  await expect.poll(() => guest.status(), { timeout: 20_000 }).toEqual({ state: 'paused', reason: 'user' })
  await answers()
  await guest.destroy()
  await expect(guest.control()).rejects.toMatchObject({ code: 'OPERATION_INVALID' })
})
