import type { EventOrigin, Host } from '../../api/index.ts'
import { LodgeError } from '../../base/errors.ts'
import type { AccessClass } from './access-classes.ts'
import type { Subject } from './subject.ts'

/** What tells of domains one after the other. The compiler says where a new one is not narrowed. */
type Feeds = {
  [K in keyof Host]: Host[K] extends () => AsyncIterableIterator<EventOrigin> ? K : never
}[keyof Host]

/** A host with the domains with which somebody may do something, at least see them; the others are as if they were not there. */
export function visibleHost(host: Host, subject: Subject, access: AccessClass = 'domain:getattr'): Host {
  const needed = access.startsWith('domain:') ? access : 'domain:getattr'
  if (subject.may(needed)) return host
  const sees = (name: string): boolean => subject.may(needed, name)
  const narrowed: Pick<Host, 'domains' | 'domain' | Feeds> = {
    domains: async (filter) => (await host.domains(filter)).filter(({ name }) => sees(name)),
    domain: async (wanted) => {
      const hidden = (): LodgeError => new LodgeError('NO_DOMAIN', `Domain not found: no domain '${wanted}'`)
      const domain = await host.domain(wanted).catch((error) => {
        // What would help names those that are there.
        throw error instanceof LodgeError && error.code === 'NO_DOMAIN' ? hidden() : error
      })
      if (!sees(domain.name)) throw hidden()
      return domain
    },
    events: () => visibleEvents(host.events(), sees),
    monitorEvents: () => visibleEvents(host.monitorEvents(), sees),
  }
  return new Proxy(host, {
    get(target, property) {
      const value = Reflect.get(narrowed, property) ?? Reflect.get(target, property)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

/** It is not one of a generator's, whose `return` would wait for the next event. */
function visibleEvents<E extends EventOrigin>(
  events: AsyncIterableIterator<E>,
  sees: (name: string) => boolean,
): AsyncIterableIterator<E> {
  return {
    async next() {
      for (;;) {
        const result = await events.next()
        if (result.done || sees(result.value.domain.name)) return result
      }
    },
    return: async () => (await events.return?.()) ?? { done: true, value: undefined },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
