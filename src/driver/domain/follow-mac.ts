import type { QmpEvent } from '../qmp/index.ts'
import { liveDefinition } from './editor.ts'
import type { Guest } from './guest.ts'

/** Milliseconds from QEMU's word that something has changed until it is asked what: it tells of nothing more before. */
const pause = 500
const timeout = 5000

interface Card {
  mac: string
  isAskedFor: boolean
}

type Changing = Pick<Guest, 'status' | 'monitor' | 'events'>

/** By alias, as the definition says it at first and the guest has changed it since. */
const known = new WeakMap<object, Map<string, Card>>()

/** The guest gives a network card of its own another MAC address: QEMU says that of which card, and has to be asked for the rest. */
export function followMac(guest: Changing, { event, data }: QmpEvent): void {
  if (event !== 'NIC_RX_FILTER_CHANGED') return
  const cards = known.get(guest) ?? cardsOf(guest)
  known.set(guest, cards)
  const alias = String(data.name)
  const card = cards.get(alias)
  if (!card || card.isAskedFor) return
  card.isAskedFor = true
  setTimeout(() => {
    card.isAskedFor = false
    if (!guest.events.ended) void ask(guest, { alias, card })
  }, pause).unref()
}

async function ask(guest: Changing, { alias, card }: { alias: string; card: Card }): Promise<void> {
  // One that ends meanwhile has no cards any more, and one that hangs changes none.
  const filters = await guest.monitor.executeAny('query-rx-filter', { name: alias }, { timeout }).catch(() => undefined)
  const now = macIn(filters)
  const before = card.mac
  if (now === undefined || now === before) return
  card.mac = now
  guest.events.push({ event: 'nic-mac-change', alias, before, now, time: Date.now() })
}

function cardsOf(guest: Changing): Map<string, Card> {
  const cards = liveDefinition(guest).devices.interface
  return new Map(
    cards.flatMap(({ alias, mac }) =>
      alias && mac ? [[alias.name, { mac: mac.address.toLowerCase(), isAskedFor: false }] as const] : [],
    ),
  )
}

function macIn(filters: unknown): string | undefined {
  const [first] = Array.isArray(filters) ? filters : []
  const mac: unknown = first?.['main-mac']
  return typeof mac === 'string' && /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(mac) ? mac.toLowerCase() : undefined
}
