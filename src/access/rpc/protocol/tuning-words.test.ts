import { describe, expect, test } from 'vitest'
import {
  readBlockShares,
  readMemoryLimits,
  readNumaMemory,
  readRates,
  readScheduler,
  writeBlockShares,
  writeMemoryLimits,
  writeNumaMemory,
  writeRates,
  writeScheduler,
} from './tuning-words.ts'

describe("a domain's share of the host in libvirt's words", () => {
  test('goes both ways', () => {
    const scheduler = { shares: 2048, quota: -1, global_period: 10_000 }
    expect(readScheduler(writeScheduler(scheduler))).toEqual(scheduler)
    expect(writeScheduler({}, 0)).toMatchObject({ cpu_shares: 0, iothread_quota: 0 })
    const limits = { hard_limit: 5, soft_limit: 'none' } as const
    expect(writeMemoryLimits(limits)).toEqual({ hard_limit: 5, soft_limit: 9_007_199_254_740_991 })
    expect(readMemoryLimits(writeMemoryLimits(limits))).toEqual(limits)
    const numa = { mode: 'interleave', nodeset: [0, 1, 3] } as const
    expect(writeNumaMemory({ ...numa, nodeset: [0, 1, 3] })).toEqual({ numa_mode: 2, numa_nodeset: '0-1,3' })
    expect(readNumaMemory({ numa_mode: 2, numa_nodeset: '0-1,3' })).toEqual(numa)
    const rates = { inbound: { average: 1, burst: 3 }, outbound: { average: 2 } }
    expect(readRates(JSON.parse(JSON.stringify(writeRates(rates))))).toEqual(rates)
  })

  test('devices stand in lists', () => {
    const shares = {
      weight: 500,
      device: [
        { path: '/dev/sda', weight: 200, read_iops_sec: 9 },
        { path: '/dev/sdb', read_iops_sec: 5 },
      ],
    }
    expect(writeBlockShares(shares)).toMatchObject({
      ...{ weight: 500, device_weight: '/dev/sda,200', device_read_iops_sec: '/dev/sda,9,/dev/sdb,5' },
      device_write_iops_sec: '',
    })
    expect(readBlockShares(writeBlockShares(shares))).toEqual(shares)
  })

  test.each([['/dev/sda'], ['sda,5'], ['/dev/sda,x'], ['/dev/sda,-5'], [',']])('%s is no list of devices', (text) => {
    expect(() => readBlockShares({ device_weight: text })).toThrow(/unable to parse blkio device/)
  })

  test('what means nothing is refused', () => {
    expect(() => readNumaMemory({ numa_mode: 9 })).toThrow(/unsupported numatune mode: '9'/)
    expect(() => readNumaMemory({ numa_nodeset: 'x' })).toThrow(/Invalid nodeset/)
  })
})
