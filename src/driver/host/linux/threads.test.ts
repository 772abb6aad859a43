import { expect, test } from 'vitest'
import { interfaceCounters } from './interface-counters.ts'
import type { KernelFiles } from './kernel-files.ts'
import { pageSize } from './page-size.ts'
import { processUse, threadCpus, threadUse } from './threads.ts'

/** A kernel that says these. */
function saying(texts: Record<string, string>): KernelFiles {
  const text = (path: string): string => texts[path] ?? ''
  const line = (path: string): string | undefined => text(path).split('\n')[0] || undefined
  return { text, line, number: (path, otherwise) => Number(line(path) ?? otherwise), names: () => [], write: () => {} }
}

const zeros = (count: number): string => Array(count).fill('0').join(' ')
/** User and system ticks, resident pages and the CPU are what we look for (proc(5)); the name is made to mislead. */
const stat = `7 (a) R 1 (b) S ${zeros(10)} 300 20 ${zeros(8)} 5 ${zeros(14)} 3 ${zeros(13)}\n`

test('what a process has used', () => {
  const files = saying({ '/proc/7/stat': stat })
  const resident = (5 * pageSize()) / 1024
  expect(processUse(7, files)).toEqual({ user: 3_000_000_000, system: 200_000_000, resident })
  expect(processUse(8, files)).toBeUndefined()
})

test('what a thread has used, and where', () => {
  const folder = '/proc/7/task/9'
  const texts = {
    [`${folder}/stat`]: stat,
    [`${folder}/schedstat`]: '111 222 3\n',
    [`${folder}/sched`]: 'x (1, #threads: 1)\nwait_sum    :    18.403928\nwait_count : 3\n',
    [`${folder}/status`]: 'Name: x\nCpus_allowed:\t3\nCpus_allowed_list:\t0-1,4\n',
  }
  const counting = saying({ ...texts, '/proc/sys/kernel/sched_schedstats': '1\n' })
  expect(threadUse(7, 9, counting)).toEqual({ time: 3_200_000_000, wait: 18_403_928, delay: 222, cpu: 3 })
  expect(threadUse(7, 9, saying(texts))).toMatchObject({ wait: 0, delay: 222 })
  expect(threadUse(7, 10, counting)).toBeUndefined()
  expect(threadCpus(7, 9, counting)).toEqual([0, 1, 4])
  expect(threadCpus(7, 10, counting)).toEqual([])
})

test('this process', () => {
  expect(processUse(process.pid)?.resident).toBeGreaterThan(1000)
  expect(threadUse(process.pid, process.pid)?.time).toBeGreaterThanOrEqual(0)
  expect(threadCpus(process.pid, process.pid).length).toBeGreaterThan(0)
})

test('what interfaces have received and sent', () => {
  const lines = [
    'Inter-|   Receive                                                |  Transmit',
    ' face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier',
    '    lo: 10 20 30 40 50 60 70 80 90 100 110 120 130 140 150 160',
    'vnet0:1 2 3 4 0 0 0 0 5 6 7 8 0 0 0 0',
  ]
  const found = interfaceCounters(saying({ '/proc/net/dev': `${lines.join('\n')}\n` }))
  expect([...found.keys()]).toEqual(['lo', 'vnet0'])
  expect(found.get('vnet0')).toEqual({
    received: { bytes: 1, packets: 2, errors: 3, dropped: 4 },
    sent: { bytes: 5, packets: 6, errors: 7, dropped: 8 },
  })
  expect(interfaceCounters().has('lo')).toBe(true)
})
