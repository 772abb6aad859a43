import { expect, test } from 'vitest'
import type { DomainEvent, Host, MonitorEvent } from '../../api/index.ts'
import { Feed } from '../../base/feed.ts'
import type { AccessClass } from './access-classes.ts'
import { unknownIdentity } from './identity.ts'
import { Subject } from './subject.ts'
import { visibleHost } from './visible-host.ts'

const look: ReadonlySet<AccessClass> = new Set<AccessClass>(['domain:getattr', 'domain:read'])
const partial = new Subject(unknownIdentity, [{ may: look, domains: ['dev-*'] }])
const origin = (name: string) => ({ domain: { name, uuid: '', id: 1 }, time: 0 })

test.each(['events', 'monitorEvents'] as const)(
  '%s tell of domains that are seen, and end when told to',
  async (kind) => {
    const feed = new Feed<DomainEvent & MonitorEvent>()
    const host = visibleHost({ [kind]: () => feed.iterate() } as unknown as Host, partial)
    const events = host[kind]()
    for (const name of ['prod', 'dev-1', 'prod', 'dev-2']) feed.push(origin(name) as DomainEvent & MonitorEvent)
    expect([(await events.next()).value.domain.name, (await events.next()).value.domain.name]).toEqual([
      'dev-1',
      'dev-2',
    ])
    const waiting = events.next()
    await events.return?.()
    expect((await waiting).done).toBe(true)
  },
)

test('what concerns no domain is as it is, and knows its host', async () => {
  class Machine {
    readonly #name = 'here'
    async hostname(): Promise<string> {
      return this.#name
    }
  }
  expect(await visibleHost(new Machine() as unknown as Host, partial).hostname()).toBe('here')
})

test('who sees everything has the host itself', () => {
  const host = {} as Host
  expect(visibleHost(host, new Subject(unknownIdentity, [{ may: look }]))).toBe(host)
})

test('a class that was granted for fewer domains narrows more', async () => {
  const host = { domains: async () => [{ name: 'a' }, { name: 'b' }] } as unknown as Host
  const subject = new Subject(unknownIdentity, [
    { may: new Set(['domain:getattr'] as const) },
    { may: look, domains: ['a'] },
  ])
  expect(await visibleHost(host, subject).domains()).toHaveLength(2)
  expect(await visibleHost(host, subject, 'domain:read').domains()).toEqual([{ name: 'a' }])
})
