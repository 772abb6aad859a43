import { duplexPair } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { connected } from '../../../../test/support/rpc-client.ts'
import { hostWith, served, testHandle, testUuid } from '../../../../test/support/rpc-peer.ts'
import type { ActiveDomain, DomainEvent, LifecycleEvent } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import { RemoteHost } from './remote-host.ts'

const event = (kind: LifecycleEvent, detail: string, id?: number): DomainEvent => ({
  ...{ domain: { name: 'test', uuid: testUuid, id }, event: kind, detail, time: 1 },
})

describe('calls', () => {
  test('answers come in whichever order they are ready', async () => {
    const slow = Promise.withResolvers<string>()
    await using there = await connected({ hostname: () => slow.promise, freeMemory: async () => 5 })
    const name = there.remote.hostname()
    expect(await there.remote.freeMemory()).toBe(5)
    slow.resolve('late')
    expect(await name).toBe('late')
  })

  test('more calls than the server takes at once wait here', async () => {
    let most = 0
    let now = 0
    await using there = await connected(
      {
        hostname: async () => {
          most = Math.max(most, ++now)
          await setImmediate()
          now--
          return 'here'
        },
      },
      { limits: { callsAtOnce: 3 } },
    )
    const names = await Promise.all(Array.from({ length: 50 }, () => there.remote.hostname()))
    expect(new Set(names)).toEqual(new Set(['here']))
    expect(most).toBe(3)
  })

  test('errors come as they were thrown there', async () => {
    await using there = await connected({
      ...hostWith({}),
      hostname: async () => {
        throw new LodgeError('OPERATION_FAILED', 'it failed', { where: '/dev/x', hint: 'do this' })
      },
    })
    await expect(there.remote.hostname()).rejects.toMatchObject({
      ...{ code: 'OPERATION_FAILED', message: 'it failed', where: '/dev/x', hint: 'do this' },
    })
    await expect(there.remote.domain('nobody')).rejects.toMatchObject({ code: 'NO_DOMAIN', data: { number: 42 } })
    await expect(there.remote.domain(2 ** 40)).rejects.toMatchObject({ code: 'NO_DOMAIN' })
  })

  test("a call that takes too long fails, and its answer is nobody's when it comes", async () => {
    const slow = Promise.withResolvers<string>()
    const host = { hostname: () => slow.promise, freeMemory: async () => 5 }
    await using there = await connected(host, { timeout: 50 })
    await expect(there.remote.hostname()).rejects.toMatchObject({ code: 'OPERATION_TIMEOUT' })
    slow.resolve('late')
    expect(await there.remote.freeMemory()).toBe(5)
  })
})

describe('a domain', () => {
  test('is known by its handle, and by what events say', async () => {
    let id: number | undefined = 1
    const domain = {
      get id() {
        return id
      },
      status: async () => ({ state: 'paused', reason: 'ioerror' }) as const,
      settings: { vcpus: async () => 4 } as Partial<ActiveDomain['settings']> as ActiveDomain['settings'],
      info: async () => ({ osType: 'hvm', maxMemory: 4096, memory: 2048, maxVcpus: 4, vcpus: 2, cpuTime: 7e9 }),
      isActive: async () => id !== undefined,
    }
    const only = Object.defineProperties({ ...testHandle }, Object.getOwnPropertyDescriptors(domain)) as ActiveDomain
    await using there = await connected({ domain: async () => only, domains: async () => [only] })
    const test = await there.remote.domain('test')
    expect(test).toMatchObject({ name: 'test', uuid: testUuid, id: 1 })
    expect(await test.status()).toEqual({ state: 'paused', reason: 'ioerror' })
    expect(await test.info()).toEqual(await domain.info())
    const ended = test.ended()
    const events = test.events()
    await there.remote.domains()
    id = undefined
    there.events.push(event('stopped', 'crashed', 1))
    expect(await ended).toEqual({ state: 'crashed', reason: 'panicked' })
    expect(await events.next()).toMatchObject({ value: { event: 'stopped', detail: 'crashed' } })
    expect(await events.next()).toEqual({ value: undefined, done: true })
    expect(test.id).toBeUndefined()
    expect(() => test.active()).toThrow('domain is not running')
    expect(() => test.events()).toThrow('domain is not running')
  })

  test('that was created ends with its handle, one that was found does not', async () => {
    const done: string[] = []
    const only = {
      ...{ ...testHandle, release: () => {}, active: () => only },
      isActive: async () => !done.includes('destroy'),
      destroy: async () => void done.push('destroy'),
    } as unknown as ActiveDomain
    const host = { create: async () => only, domain: async () => only, domains: async () => [only] }
    await using there = await connected(host)
    {
      await using _ = await there.remote.domain('test')
    }
    {
      await using released = await there.remote.create('<domain/>')
      released.release()
    }
    expect(done).toEqual([])
    {
      await using _ = await there.remote.create('<domain/>')
    }
    expect(done).toEqual(['destroy'])
  })
})

describe('events', () => {
  test('come from the call on, every kind of them', async () => {
    await using there = await connected({ hostname: async () => 'here' })
    const events = there.remote.events()
    // What is asked behind it is answered behind it.
    await there.remote.hostname()
    const watchdog: DomainEvent = { domain: testHandle, event: 'watchdog', action: 'reset', time: 1 }
    for (const each of [event('started', 'booted', 1), watchdog, event('stopped', 'destroyed')]) there.events.push(each)
    const heard = [await events.next(), await events.next(), await events.next()].map(({ value }) => value)
    expect(heard).toMatchObject([
      { event: 'started', detail: 'booted', domain: { name: 'test', uuid: testUuid, id: 1 } },
      { event: 'watchdog', action: 'reset' },
      { event: 'stopped', detail: 'destroyed', domain: { id: undefined } },
    ])
    await there.remote[Symbol.asyncDispose]()
    expect(await events.next()).toEqual({ value: undefined, done: true })
  })
})

describe('a connection that breaks', () => {
  test('fails what was on its way, ends events, and says why', async () => {
    await using there = await connected({ hostname: () => new Promise(() => {}) })
    const events = there.remote.events()
    const call = there.remote.hostname()
    await there.remote.connection
    await setImmediate()
    there.sockets[0]?.destroy()
    await expect(call).rejects.toMatchObject({ code: 'NO_CONNECT', data: { lost: true } })
    expect(await there.remote.closed).toMatchObject({ code: 'NO_CONNECT' })
    expect(await events.next()).toEqual({ value: undefined, done: true })
    await expect(there.remote.hostname()).rejects.toMatchObject({ code: 'NO_CONNECT' })
  })

  test('because the server ends says so', async () => {
    await using there = await connected({ hostname: async () => 'here' })
    // What the handshake has asked for comes before it, and its answer has left.
    await there.remote.hostname()
    await setImmediate()
    there.server.close()
    expect(await there.remote.closed).toMatchObject({
      code: 'NO_CONNECT',
      data: { lost: true, why: 'the server has ended it: nothing more comes from there' },
    })
  })

  test('is made anew where that is wished: events go on, and ends are asked for', async () => {
    let active = true
    const only = {
      ...testHandle,
      status: async () => (active ? { state: 'running', reason: 'booted' } : { state: 'shutoff', reason: 'destroyed' }),
    } as ActiveDomain
    const host = { hostname: async () => 'here', domain: async () => only, domains: async () => [only] }
    await using there = await connected(host, { reconnect: { first: 1 } })
    const events = there.remote.events()
    const test = await there.remote.domain('test')
    const ended = test.ended()
    await there.remote.hostname()
    active = false
    there.sockets[0]?.destroy()
    expect(await there.remote.hostname().catch(() => there.remote.hostname())).toBe('here')
    expect(there.sockets.length).toBe(2)
    expect(await ended).toEqual({ state: 'shutoff', reason: 'destroyed' })
    there.events.push(event('started', 'booted', 2))
    expect((await events.next()).value).toMatchObject({ event: 'started' })
  })

  test('that can not be made anew is given up', async () => {
    let dials = 0
    const there = served({})
    const remote = await RemoteHost.open({
      ...{ uri: 'test', name: 'qemu:///system', connectTimeout: 5000, reconnect: { first: 1, attempts: 3 } },
      dial: async () => {
        if (dials++ > 0) throw new Error('nobody there')
        const [mine, theirs] = duplexPair()
        there.server.accept(theirs)
        return mine
      },
    })
    there.server.close()
    expect(await remote.closed).toMatchObject({ code: 'NO_CONNECT', where: 'nobody there' })
    expect(dials).toBe(4)
    await expect(remote.hostname()).rejects.toMatchObject({ code: 'NO_CONNECT' })
  })
})
