import { describe, expect, test } from 'vitest'
import { pretendKernel } from '../../../../test/support/kernel.ts'
import { changePool } from './huge-pages.ts'
import { pageMerging, setPageMerging } from './page-merging.ts'

const pool = (cell: string, kib = 2048) => `${cell}/hugepages-${kib}kB/nr_hugepages`
const [node, machine] = [pool('/sys/devices/system/node/node0/hugepages'), pool('/sys/kernel/mm/hugepages')]

describe('huge pages', () => {
  test('are set aside on a node, or wherever the kernel finds them', () => {
    const files = pretendKernel({ [node]: '3\n', [machine]: '7\n' })
    changePool({ cell: 0, kib: 2048, count: 2, add: true }, files)
    changePool({ kib: 2048, count: 2, add: false }, files)
    expect([files.number(node, -1), files.number(machine, -1)]).toEqual([5, 2])
  })

  test('of a size that is not there are refused', () => {
    const files = pretendKernel({ [node]: '3\n' })
    for (const change of [{ cell: 0, kib: 3 }, { cell: 1, kib: 2048 }, { kib: 2048 }]) {
      const asked = () => changePool({ ...change, count: 1, add: true }, files)
      expect(asked).toThrow(/page size \d+ is not available on/)
    }
  })

  test('that the kernel does not find are a failure', () => {
    const files = pretendKernel({ [node]: '3\n' })
    const kernel = { ...files, write: (path: string) => files.write(path, '4') }
    expect(() => changePool({ cell: 0, kib: 2048, count: 9, add: false }, kernel)).toThrow(/room for 4 of 9 pages/)
  })

  test('say who may not', () => {
    const files = pretendKernel({ [node]: '3\n' })
    const denied = Object.assign(new Error('no'), { code: 'EACCES' })
    const kernel = {
      ...files,
      write: () => {
        throw denied
      },
    }
    const asked = () => changePool({ cell: 0, kib: 2048, count: 9, add: false }, kernel)
    expect(asked).toThrow(expect.objectContaining({ code: 'SYSTEM_ERROR' }))
  })
})

describe('samepage merging', () => {
  const ksm = '/sys/kernel/mm/ksm'

  test('is changed in what is named', () => {
    const files = pretendKernel({ [`${ksm}/pages_to_scan`]: '100\n', [`${ksm}/sleep_millisecs`]: '20\n' })
    setPageMerging({ pagesToScan: 200, sleep: undefined }, files)
    expect(pageMerging(files)).toEqual({ pagesToScan: 200, sleep: 20 })
  })

  test('is not changed at all where the kernel lacks a part of it', () => {
    const files = pretendKernel({ [`${ksm}/pages_to_scan`]: '100\n' })
    const asked = () => setPageMerging({ pagesToScan: 200, acrossCells: 1 }, files)
    expect(asked).toThrow(expect.objectContaining({ code: 'OPERATION_INVALID' }))
    expect(pageMerging(files)).toEqual({ pagesToScan: 100 })
  })
})
