import type { Sample } from './sample.ts'

/** What a domain uses now. */
export interface Usage {
  name: string
  uuid: string
  id: number | undefined
  state: string
  vcpus?: number
  /** Hundredths of one of the host's CPUs. */
  cpu?: number
  /** Bytes that the emulator has of the host's memory, and that the guest may have. */
  memory?: number
  maxMemory?: number
  /** Bytes a second. */
  read?: number
  written?: number
  received?: number
  sent?: number
}

export const orders = ['cpu', 'memory', 'disk', 'net'] as const

export type Order = (typeof orders)[number]

/** From one look to the next. A domain that has just begun, or begun anew, has no speeds yet. */
export function usageBetween(before: readonly Sample[], after: readonly Sample[]): Usage[] {
  const known = new Map(before.map((sample) => [`${sample.uuid} ${sample.id}`, sample]))
  return after.map((now) => {
    const { name, uuid, id, state, vcpus, memory, maxMemory } = now
    const then = known.get(`${now.uuid} ${now.id}`)
    const seconds = then ? (now.at - then.at) / 1000 : 0
    const speed = (counter: 'cpu' | 'read' | 'written' | 'received' | 'sent'): number | undefined => {
      const [from, to] = [then?.[counter], now[counter]]
      return from === undefined || to === undefined || seconds <= 0 || to < from ? undefined : (to - from) / seconds
    }
    const cpu = speed('cpu')
    return {
      ...{ name, uuid, id, state, vcpus, memory, maxMemory },
      cpu: cpu === undefined ? undefined : cpu / 1e7,
      ...{ read: speed('read'), written: speed('written'), received: speed('received'), sent: speed('sent') },
    }
  })
}

const weights: Record<Order, (usage: Usage) => number> = {
  cpu: ({ cpu = 0 }) => cpu,
  memory: ({ memory = 0 }) => memory,
  disk: ({ read = 0, written = 0 }) => read + written,
  net: ({ received = 0, sent = 0 }) => received + sent,
}

/** The largest first. */
export function sorted(all: readonly Usage[], order: Order): Usage[] {
  const weight = weights[order]
  return all.toSorted((a, b) => weight(b) - weight(a) || a.name.localeCompare(b.name))
}
