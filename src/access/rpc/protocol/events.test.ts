import { expect, test } from 'vitest'
import type { DomainEvent, DomainHappening } from '../../../api/index.ts'
import { decode, encode } from '../../../formats/xdr/index.ts'
import { domainEventCount, domainEvents } from './events.ts'

const domain = { name: 'test', uuid: 'c7a5fdbd-edaf-9455-926a-d65c16db1809', id: 1 }
const job = { type: 'pull', status: 'ready' } as const
const unix = { family: 'unix', node: '/run/vnc.sock', service: '' } as const

/** An event for every number, and the bytes behind the domain (or, where that comes last, before it). */
const told: [number, DomainHappening, string][] = [
  [0, { event: 'stopped', detail: 'destroyed' }, '00000005 00000001'],
  [1, { event: 'reboot', detail: 'unknown' }, ''],
  [2, { event: 'rtc-change', offset: -3600 }, 'fffffffffffff1f0'],
  [3, { event: 'watchdog', action: 'inject-nmi' }, '00000006'],
  [
    6,
    { event: 'io-error', path: '/a', alias: 'vd', action: 'pause', reason: 'enospc' },
    '00000002 2f610000 00000002 76640000 00000001 00000006 656e6f737063 0000',
  ],
  [
    5,
    {
      ...{ event: 'graphics', phase: 'disconnect', auth: 'sasl', subject: [{ type: 'x509dname', name: 'CN' }] },
      ...{ local: unix, remote: { family: 'ipv6', node: '::1', service: '5900' } },
    },
    `00000002 00000002 0000000d ${Buffer.from('/run/vnc.sock').toString('hex')} 000000 00000000
     00000001 00000003 3a3a3100 00000004 35393030 00000004 7361736c
     00000001 00000009 78353039646e616d65 000000 00000002 434e0000`,
  ],
  [7, { event: 'control-error' }, ''],
  [8, { event: 'block-job', path: '/a', target: '', ...job }, '00000002 2f610000 00000001 00000003'],
  [
    9,
    { event: 'disk-change', alias: 'a', oldPath: '/b', newPath: undefined, reason: 'dropped missing on start' },
    '00000001 00000002 2f620000 00000000 00000001 61000000 00000001',
  ],
  [10, { event: 'tray-change', alias: 'sata', tray: 'closed' }, '00000004 73617461 00000001'],
  [13, { event: 'balloon-change', memory: 65536 }, '0000000000010000'],
  [15, { event: 'device-removed', alias: 'net0' }, '00000004 6e657430'],
  [
    17,
    { event: 'tunable', parameters: { a: 'b', c: 1n } },
    '00000002 00000001 61000000 00000007 00000001 62000000 00000001 63000000 00000004 0000000000000001',
  ],
  [18, { event: 'agent-lifecycle', state: 'disconnected', reason: 'channel event' }, '00000002 00000002'],
  [19, { event: 'device-added', alias: 'net0' }, '00000004 6e657430'],
  [20, { event: 'migration-iteration', iteration: 7 }, '00000007'],
  [
    21,
    { event: 'job-completed', parameters: { type: 3, success: true } },
    '00000002 00000004 74797065 00000001 00000003 00000007 73756363657373 00 00000006 00000001',
  ],
  [22, { event: 'device-removal-failed', alias: 'net0' }, '00000004 6e657430'],
  [23, { event: 'metadata-change', kind: 'element', uri: 'u:a' }, '00000002 00000001 00000003 753a6100'],
  [
    24,
    { event: 'block-threshold', device: 'vda', path: undefined, threshold: 4096, excess: 1 },
    '00000003 76646100 00000000 0000000000001000 0000000000000001',
  ],
  [
    25,
    { event: 'memory-failure', recipient: 'guest', action: 'fatal', actionRequired: true, recursive: true },
    '00000001 00000002 00000003',
  ],
  [26, { event: 'memory-device-size-change', alias: 'm', size: 1024 }, '00000001 6d000000 0000000000000400'],
  [
    27,
    { event: 'nic-mac-change', alias: 'n', before: 'a', now: 'b' },
    '00000001 6e000000 00000001 61000000 00000001 62000000',
  ],
]

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const handle = hex(encode(domainEvents[1]?.body as never, { dom: domain } as never, 1000))

test.each(told)('kind %i on the wire, and back', (number, happening, bytes) => {
  const row = domainEvents[number]
  if (!row) throw new Error(`no row ${number}`)
  const body = encode(row.body, { ...row.of({ ...happening, domain, time: 0 } as DomainEvent), dom: domain }, 10_000)
  expect(hex(body)).toBe(handle + bytes.replace(/\s/g, ''))
  expect(row.from(decode(row.body, body))).toEqual(happening)
})

test('what two messages tell comes once to a client that has asked for both', () => {
  const happenings: [DomainHappening, numbers: number[]][] = [
    [{ event: 'started', detail: 'wakeup' }, [0, 11]],
    [{ event: 'pmsuspended', detail: 'memory' }, [0, 12]],
    [{ event: 'pmsuspended', detail: 'disk' }, [0, 14]],
    [{ event: 'io-error', path: '/a', alias: 'a', action: 'none', reason: '' }, [4, 6]],
    [{ event: 'block-job', path: '/a', target: '', ...job }, [8, 16]],
  ]
  for (const [happening, numbers] of happenings) {
    const rows = Object.entries(domainEvents).flatMap(([number, row]) => {
      const body = row.of({ ...happening, domain, time: 0 } as DomainEvent)
      if (!body) return []
      const bytes = encode(row.body, { ...body, dom: domain }, 1000)
      return [{ number: Number(number), back: row.from(decode(row.body, bytes)) }]
    })
    expect(rows.map(({ number }) => number)).toEqual(numbers)
    expect(rows.flatMap(({ back }) => back ?? [])).toEqual([happening])
  }
})

test("every kind of libvirt's is there", () => {
  expect(domainEventCount).toBe(28)
  expect(Object.keys(domainEvents)).toEqual(Array.from({ length: 28 }, (_, number) => String(number)))
})
