import { expect, test } from 'vitest'
import { domain, lodge } from '../../../../test/support/command.ts'
import type { DomainStatistics, Host } from '../../../api/index.ts'
import type { Sample } from './sample.ts'
import { sorted, usageBetween } from './usage.ts'
import { topLines } from './view.ts'

const at = (seconds: number, more: Partial<Sample>): Sample => ({
  ...{ name: 'web', uuid: 'u', id: 1, state: 'running', at: seconds * 1000 },
  ...more,
})

test('speeds are from one look to the next', () => {
  const before = [at(10, { cpu: 1e9, read: 1000, sent: 50 })]
  const [usage] = usageBetween(before, [at(12, { cpu: 2e9, read: 5000, sent: 50, memory: 7 })])
  expect(usage).toMatchObject({ cpu: 50, read: 2000, sent: 0, memory: 7, written: undefined })
})

test.each([
  ['one that has just begun', []],
  ['another run of it', [at(10, { id: 7, cpu: 0 })]],
  ['a counter that went back', [at(10, { cpu: 9e9 })]],
])('%s has no speed', (_, before) => {
  expect(usageBetween(before, [at(12, { cpu: 1e9 })])[0]?.cpu).toBeUndefined()
})

const guests = [
  { name: 'small', uuid: 'a', id: 1, state: 'running', vcpus: 1, cpu: 3.14, memory: 2 ** 20, read: 5 },
  { name: 'large', uuid: 'b', id: 12, state: 'paused', vcpus: 4, cpu: 150, memory: 2 ** 30, maxMemory: 2 ** 31 },
]

test('the largest stand first, by what is asked for', () => {
  const names = (order: 'cpu' | 'disk' | 'net') => sorted(guests, order).map(({ name }) => name)
  expect([names('cpu'), names('disk'), names('net')]).toEqual([
    ['large', 'small'],
    ['small', 'large'],
    ['large', 'small'],
  ])
})

test('the machine first, then its guests', () => {
  const host = { hostname: 'box', cpus: 4, cpu: 37.5, memory: 2 ** 33, free: 2 ** 32 }
  expect(topLines({ host, guests, order: 'cpu', style: (_, text) => text }).join('\n')).toBe(`\
box  2 running  CPU 38 % of 4  memory 4.0 GiB of 8.0 GiB

id  name   state    CPUs   CPU▾   memory       of  read/s  written/s  received/s  sent/s
12  large  paused      4  150 %  1.0 GiB  2.0 GiB       -          -           -       -
 1  small  running     1  3.1 %  1.0 MiB        -     5 B          -           -       -`)
})

test('one look, for programs', async () => {
  const host: Partial<Host> = {
    hostname: async () => 'box',
    nodeInfo: async () => ({ cpus: 2 }) as never,
    cpuStats: async () => ({ user: 0, system: 0, idle: 0, iowait: 0 }),
    memoryStats: async () => ({ total: 8, free: 2, buffers: 1, cached: 1 }),
  }
  let read = 0
  const statistics = {
    read: async () => ({
      state: { state: 'running', reason: 'booted' },
      cpu: { time: read++ * 1e9 },
      balloon: { current: 1, maximum: 4, rss: 2 },
      block: [{ name: 'vda', readBytes: 1 }, { name: 'sda' }],
    }),
  } as unknown as DomainStatistics
  const failing = { read: async () => Promise.reject(new Error('gone')) } as unknown as DomainStatistics
  const domains = [domain({ id: 3, statistics }).made, domain({ name: 'gone', id: 9, statistics: failing }).made]
  const { code, out } = await lodge(['top', '--once', '--json'], { domains, host })
  expect(code).toBe(0)
  expect(JSON.parse(out)).toEqual({
    host: { hostname: 'box', cpus: 2, memory: 8192, free: 4096 },
    guests: [
      expect.objectContaining({ name: 'web', id: 3, cpu: expect.any(Number), memory: 2048, maxMemory: 4096, read: 0 }),
    ],
  })
})
