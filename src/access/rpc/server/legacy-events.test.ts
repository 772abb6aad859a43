import { expect, test } from 'vitest'
import { hostWith, served, testHandle, testUuid } from '../../../../test/support/rpc-peer.ts'
import type { LifecycleHappening } from '../../../api/index.ts'
import { decode, messageTypes, struct } from '../../../formats/xdr/index.ts'
import { procedureNumbers } from '../protocol/numbers.ts'
import { domainHandle } from '../protocol/types.ts'

test.each([
  [11, 'DOMAIN_EVENT_PMWAKEUP', { event: 'started', detail: 'wakeup' }],
  [12, 'DOMAIN_EVENT_PMSUSPEND', { event: 'pmsuspended', detail: 'memory' }],
  [14, 'DOMAIN_EVENT_PMSUSPEND_DISK', { event: 'pmsuspended', detail: 'disk' }],
] as const)(
  'clients from before registrations had numbers hear of event %i by the domain alone',
  async (kind, name, said) => {
    const there = served(hostWith({}))
    const peer = await there.connect()
    await peer.call('CONNECT_DOMAIN_EVENT_REGISTER_ANY', { number: kind })
    there.events.push({ domain: testHandle, time: 1, ...(said as LifecycleHappening) })
    const { header, payload } = await peer.next((frame) => frame.header.type === messageTypes.MESSAGE)
    expect(header.procedure).toBe(procedureNumbers[name])
    expect(decode(struct({ dom: domainHandle }), payload)).toEqual({ dom: { name: 'test', uuid: testUuid, id: 1 } })
    // Nothing stands before or behind it: four bytes of length and name, the UUID, the number.
    expect(payload.length).toBe(4 + 4 + 16 + 4)
  },
)
