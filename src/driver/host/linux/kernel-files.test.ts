import { describe, expect, test } from 'vitest'
import { pretendKernel } from '../../../../test/support/kernel.ts'
import { cpuTimes } from './cpu-times.ts'
import { caches, cpuNumbers, cpuPlace, nodeCpus } from './cpu-topology.ts'
import { firmwareTables, installationId } from './firmware-tables.ts'
import { hostMemory, hugePageSizes, nodeDistances, nodeMemory, pagePools } from './memory-amounts.ts'
import { hasIommu, sleepStates } from './power.ts'
import { processor } from './processor.ts'

const cpu = '/sys/devices/system/cpu'
const node = '/sys/devices/system/node'

describe('the processor', () => {
  test('is what the first CPU says', () => {
    const files = pretendKernel({
      '/proc/cpuinfo': `processor\t: 0
vendor_id\t: GenuineIntel
cpu family\t: 6
model\t\t: 106
stepping\t: 6
microcode\t: 0xd0003a5
cpu MHz\t\t: 2900.104
flags\t\t: fpu sse4_1
address sizes\t: 46 bits physical, 57 bits virtual

processor\t: 1
vendor_id\t: AuthenticAMD
`,
    })
    expect(processor(files)).toEqual({
      vendor: 'GenuineIntel',
      family: 6,
      model: 106,
      stepping: 6,
      microcode: 0xd0003a5,
      flags: ['fpu', 'sse4_1'],
      physicalBits: 46,
      mhz: 2900,
    })
  })

  test('is nothing where the kernel says nothing or nonsense', () => {
    expect(processor(pretendKernel())).toMatchObject({ flags: [], mhz: 0, vendor: undefined })
    const files = pretendKernel({
      '/proc/cpuinfo': 'cpu MHz: 99999999999\ncpu family: -1\nmodel: 0xffffffffff\nstepping: 4294967296\n:\n',
      [`${cpu}/cpu0/cpufreq/cpuinfo_max_freq`]: '9'.repeat(40),
    })
    expect(processor(files)).toMatchObject({ mhz: 0, family: undefined, model: undefined, stepping: undefined })
  })

  test('has its clock from elsewhere on other architectures', () => {
    expect(processor(pretendKernel({ '/proc/cpuinfo': 'clock : 3425.000000MHz\n' })).mhz).toBe(3425)
    const files = pretendKernel({
      '/proc/cpuinfo': 'Features : fp asimd\n',
      [`${cpu}/cpu0/cpufreq/cpuinfo_max_freq`]: '2000000\n',
    })
    expect(processor(files)).toMatchObject({ mhz: 2000, flags: ['fp', 'asimd'] })
  })
})

describe('CPUs', () => {
  test('that are there and that are on', () => {
    expect(cpuNumbers(pretendKernel({ [`${cpu}/present`]: '0-3\n', [`${cpu}/online`]: '0,2-3\n' }))).toEqual({
      present: [0, 1, 2, 3],
      online: [0, 2, 3],
    })
    expect(cpuNumbers(pretendKernel())).toEqual({ present: [0], online: [0] })
    expect(cpuNumbers(pretendKernel({ [`${cpu}/present`]: '0-4294967295\n', [`${cpu}/online`]: '0-1' }))).toEqual({
      present: [0, 1],
      online: [0, 1],
    })
  })

  test('and where they sit', () => {
    const topology = `${cpu}/cpu3/topology`
    const files = pretendKernel({
      [`${topology}/physical_package_id`]: '1\n',
      [`${topology}/die_id`]: '-1\n',
      [`${topology}/cluster_id`]: '65535\n',
      [`${topology}/core_id`]: '7\n',
      [`${topology}/thread_siblings_list`]: '2-3\n',
    })
    expect(cpuPlace(3, files)).toEqual({ id: 3, socket: 1, die: 0, cluster: 0, core: 7, siblings: [2, 3] })
    expect(cpuPlace(5, files)).toEqual({ id: 5, socket: 0, die: 0, cluster: 0, core: 5, siblings: [5] })
    expect(nodeCpus(1, pretendKernel({ [`${node}/node1/cpulist`]: '2-3\n' }))).toEqual([2, 3])
  })

  test('and the caches that they share', () => {
    const index = (id: number, level: string, size: string) => ({
      [`${cpu}/cpu${id}/cache/index3/level`]: level,
      [`${cpu}/cpu${id}/cache/index3/type`]: 'Unified\n',
      [`${cpu}/cpu${id}/cache/index3/size`]: size,
      [`${cpu}/cpu${id}/cache/index3/id`]: '0',
      [`${cpu}/cpu${id}/cache/index3/shared_cpu_list`]: '0-1',
    })
    const files = pretendKernel({ ...index(0, '3', '32768K\n'), ...index(1, '3', '32768K\n'), ...index(2, '2', '1K') })
    expect(caches([0, 1, 2, 3], files)).toEqual([{ id: 0, level: 3, type: 'both', kib: 32768, cpus: [0, 1] }])
    expect(caches([0], pretendKernel(index(0, '3', 'much')))).toEqual([])
  })

  test('and what they have done', () => {
    const files = pretendKernel({ '/proc/stat': 'cpu  10 2 3 4 5 6 7 0 0 0\ncpu1 1 0 0 0 0 0 0\nintr 1 2 3\n' })
    const tick = 10_000_000
    expect(cpuTimes(files).get(undefined)).toEqual({
      user: 12 * tick,
      system: 16 * tick,
      idle: 4 * tick,
      iowait: 5 * tick,
    })
    expect(cpuTimes(files).get(1)?.user).toBe(tick)
    expect(cpuTimes(files).has(0)).toBe(false)
    expect(cpuTimes(pretendKernel()).size).toBe(0)
    expect(cpuTimes(pretendKernel({ '/proc/stat': `cpu  ${'9'.repeat(30)} 1\ncpu0 x\n` })).size).toBe(0)
  })
})

describe('memory', () => {
  test('of the host and of a node', () => {
    const files = pretendKernel({
      '/proc/meminfo': 'MemTotal: 1000 kB\nMemFree: 400 kB\nBuffers: 30 kB\nCached: 20 kB\n',
      [`${node}/node0/meminfo`]: 'Node 0 MemTotal: 600 kB\nNode 0 MemFree: 200 kB\n',
      [`${node}/node1/meminfo`]: 'Node 1 MemTotal: 99999999999999999999 kB\n',
    })
    expect(hostMemory(files)).toEqual({ total: 1000, free: 400, buffers: 30, cached: 20 })
    expect(nodeMemory(0, files)).toEqual({ total: 600, free: 200 })
    expect(nodeMemory(1, files)).toBeUndefined()
    expect(hostMemory(pretendKernel())).toEqual({ total: 0, free: 0 })
  })

  test('in pages, the huge ones apart', () => {
    const pool = `${node}/node0/hugepages/hugepages-2048kB`
    const files = pretendKernel({
      '/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages': '9',
      '/sys/kernel/mm/hugepages/hugepages-of-nonsense/nr_hugepages': '9',
      [`${pool}/nr_hugepages`]: '3\n',
      [`${pool}/free_hugepages`]: '1\n',
    })
    expect(hugePageSizes(files)).toEqual([2048])
    const [usual, huge] = pagePools(0, { total: 8192, free: 1024 }, files)
    expect(huge).toEqual({ kib: 2048, count: 3, free: 1 })
    expect((usual?.count ?? 0) * (usual?.kib ?? 0)).toBe(8192 - 3 * 2048)
    expect(pagePools(0, { total: 0, free: 0 }, files)[0]).toMatchObject({ count: 0, free: 0 })
  })

  test('and how far it is', () => {
    const files = pretendKernel({ [`${node}/node0/distance`]: '10 21 999\n' })
    expect(nodeDistances(0, [0, 1, 2], files)).toEqual([
      { id: 0, value: 10 },
      { id: 1, value: 21 },
    ])
    expect(nodeDistances(0, [0], pretendKernel())).toEqual([])
  })
})

test('firmware tables, names, sleep', () => {
  const files = pretendKernel({
    '/sys/class/dmi/id/sys_vendor': 'Some\u0007 Maker \nmore',
    '/sys/class/dmi/id/modalias': 'dmi:x',
    '/etc/machine-id': 'abc\n',
    '/sys/power/state': 'freeze mem disk\n',
    '/sys/power/disk': '[platform] suspend\n',
    '/sys/kernel/iommu_groups/0/type': 'DMA',
  })
  expect(firmwareTables(files)).toEqual({ sys_vendor: 'Some Maker' })
  expect(installationId(files)).toBe('abc')
  expect(sleepStates(files)).toEqual(['suspend_mem', 'suspend_disk', 'suspend_hybrid'])
  expect(hasIommu(files)).toBe(true)
  const none = pretendKernel({ '/sys/power/state': 'disk\n', '/sys/power/disk': '[disabled]\n' })
  expect([firmwareTables(none), installationId(none), sleepStates(none), hasIommu(none)]).toEqual([
    {},
    undefined,
    [],
    false,
  ])
})

test('what is too long is cut', () => {
  const files = pretendKernel({ '/proc/cpuinfo': `flags : ${'fpu '.repeat(100_000)}` })
  expect(files.text('/proc/cpuinfo').length).toBe(64 * 1024)
  expect(processor(files).flags.length).toBeLessThan(64 * 1024)
})
