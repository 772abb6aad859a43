import { expect, test } from 'vitest'
import type { StatisticsRecord } from '../../../api/index.ts'
import { recordOf } from '../client/facets/statistics-record.ts'
import { parametersOf } from './statistics-parameters.ts'

const record: StatisticsRecord = {
  state: { state: 'running', reason: 'booted' },
  cpu: { time: 3, user: 1, system: 2, haltPollSuccess: 4, haltPollFail: 5 },
  balloon: { current: 10, maximum: 20, unused: 7, lastUpdate: 0, rss: 5 },
  vcpu: {
    ...{ current: 1, maximum: 2 },
    vcpus: [{ number: 0, state: 'running', time: 9, wait: 8, delay: 7, kvm: { 'exits.sum': 3, 'blocking.cur': true } }],
  },
  interface: {
    count: 2,
    interfaces: [
      {
        ...{ index: 1, name: 'vnet0', receivedBytes: 1, receivedPackets: 2, receiveErrors: 3, receiveDrops: 4 },
        ...{ sentBytes: 5, sentPackets: 6, sendErrors: 7, sendDrops: 8 },
      },
    ],
  },
  block: [{ name: 'vda', path: '/a', index: 1, readRequests: 1, allocation: 0 }, { name: 'hdc' }],
  iothread: [{ number: 2, pollMax: 32768, pollGrow: 0, pollShrink: 2 ** 40 }],
  dirtyRate: { status: 'measured', started: 4, seconds: 1, mode: 'page-sampling', rate: 12 },
  vm: { 'pages_4k.cur': 5 },
}

test("libvirt's names and types, in its order", () => {
  expect(parametersOf(record).map(({ name, type, value }) => `${name} ${type} ${value}`)).toEqual([
    ...['state.state int 1', 'state.reason int 1', 'cpu.time ullong 3', 'cpu.user ullong 1', 'cpu.system ullong 2'],
    ...['cpu.cache.monitor.count uint 0', 'cpu.haltpoll.success.time ullong 4', 'cpu.haltpoll.fail.time ullong 5'],
    ...['balloon.current ullong 10', 'balloon.maximum ullong 20', 'balloon.unused ullong 7'],
    ...['balloon.last-update ullong 0', 'balloon.rss ullong 5', 'vcpu.current uint 1', 'vcpu.maximum uint 2'],
    ...['vcpu.0.state int 1', 'vcpu.0.time ullong 9', 'vcpu.0.wait ullong 8', 'vcpu.0.delay ullong 7'],
    ...['vcpu.0.exits.sum ullong 3', 'vcpu.0.blocking.cur boolean true', 'net.count uint 2', 'net.1.name string vnet0'],
    ...['net.1.rx.bytes ullong 1', 'net.1.rx.pkts ullong 2', 'net.1.rx.errs ullong 3', 'net.1.rx.drop ullong 4'],
    ...['net.1.tx.bytes ullong 5', 'net.1.tx.pkts ullong 6', 'net.1.tx.errs ullong 7', 'net.1.tx.drop ullong 8'],
    ...['block.count uint 2', 'block.0.name string vda', 'block.0.path string /a', 'block.0.backingIndex uint 1'],
    ...['block.0.rd.reqs ullong 1', 'block.0.allocation ullong 0', 'block.1.name string hdc', 'iothread.count uint 1'],
    ...['iothread.2.poll-max-ns ullong 32768', 'iothread.2.poll-grow uint 0'],
    ...[`iothread.2.poll-shrink ullong ${2 ** 40}`, 'dirtyrate.calc_status int 2', 'dirtyrate.calc_start_time llong 4'],
    ...['dirtyrate.calc_period int 1', 'dirtyrate.calc_mode string page-sampling'],
    ...['dirtyrate.megabytes_per_second llong 12', 'vm.pages_4k.cur ullong 5'],
  ])
})

test('a client reads what was written', () => {
  expect(recordOf(parametersOf(record))).toEqual(record)
  expect(recordOf([])).toEqual({})
})

test('what a kind cannot hold is left out, and the rest is said', () => {
  const balloon = { current: Number.NaN, maximum: -1, unused: 2 ** 70, rss: 1 }
  const seconds = 2 ** 40
  const dirtyRate = { status: 'measured', started: 1.5, seconds, mode: 7 as never, rate: 1 } as const
  expect(parametersOf({ balloon, dirtyRate }).map(({ name }) => name)).toEqual([
    ...['balloon.rss', 'dirtyrate.calc_status', 'dirtyrate.megabytes_per_second'],
  ])
})
