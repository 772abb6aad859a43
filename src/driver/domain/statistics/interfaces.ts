import type { InterfaceStatistics, InterfaceTraffic } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import { type InterfaceCounters, interfaceCounters } from '../../host/system.ts'
import type { Run } from './run.ts'
import type { Source } from './source.ts'

export const interfaceSource: Source<InterfaceStatistics> = {
  of({ cards }) {
    if (cards.length === 0) return undefined
    const interfaces = cards.flatMap((card, index) => {
      const name = card.target?.dev
      const counters = name === undefined ? undefined : counted().get(name)
      return name !== undefined && counters ? [{ index, name, ...seenByGuest(card, counters) }] : []
    })
    return { count: cards.length, interfaces }
  },
}

export function trafficOf({ cards }: Run, device: string): InterfaceTraffic {
  const card = cards.find(({ target, mac }) => target?.dev === device || mac?.address === device.toLowerCase())
  const counters = card?.target?.dev === undefined ? undefined : counted().get(card.target.dev)
  if (!card?.target?.dev) throw new LodgeError('INVALID_ARG', `'${device}' is not a known interface`)
  if (counters) return seenByGuest(card, counters)
  throw new LodgeError('INTERNAL_ERROR', `/proc/net/dev: Interface not found: ${card.target.dev}`)
}

/** The host sends what the guest receives; only a macvtap and a card that somebody else has made stand on the guest's side. */
function seenByGuest(
  { backend: { type } }: Run['cards'][number],
  { received, sent }: InterfaceCounters,
): InterfaceTraffic {
  const sharesView = type === 'direct' || type === 'ethernet'
  const [into, out] = sharesView ? [received, sent] : [sent, received]
  return {
    ...{ receivedBytes: into.bytes, receivedPackets: into.packets },
    ...{ receiveErrors: into.errors, receiveDrops: into.dropped },
    ...{ sentBytes: out.bytes, sentPackets: out.packets, sendErrors: out.errors, sendDrops: out.dropped },
  }
}

let latest: Map<string, InterfaceCounters> | undefined

/** Of all guests that are asked about in the same turn of the event loop the kernel is asked once. */
function counted(): Map<string, InterfaceCounters> {
  if (!latest) {
    latest = interfaceCounters()
    setImmediate(() => {
      latest = undefined
    })
  }
  return latest
}
