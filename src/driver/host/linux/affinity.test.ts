import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, onTestFinished, test, vi } from 'vitest'
import { setAffinity } from './affinity.ts'
import { threadCpus } from './threads.ts'

/** A process that does nothing, on the processors that it may have. */
async function sleeper(): Promise<{ pid: number; cpus: number[] }> {
  const child = spawn('sleep', ['1000'], { stdio: 'ignore' })
  onTestFinished(async () => {
    child.kill()
    await once(child, 'exit')
  })
  await once(child, 'spawn')
  const pid = child.pid ?? 0
  return { pid, cpus: threadCpus(pid, pid) }
}

test('a thread runs on the processors that it is given', async () => {
  const { pid, cpus } = await sleeper()
  await setAffinity(pid, cpus.slice(-1))
  expect(threadCpus(pid, pid)).toEqual(cpus.slice(-1))
  await setAffinity(pid, cpus)
  expect(threadCpus(pid, pid)).toEqual(cpus)
})

test('processors that are not there, and a thread that is gone, are told', async () => {
  const { pid } = await sleeper()
  const message = /^cannot set CPU affinity on process \d+ to 16383: invalid argument$/
  await expect(setAffinity(pid, [16_383])).rejects.toMatchObject({ code: 'SYSTEM_ERROR', message })
  await expect(setAffinity(2 ** 30, [0])).rejects.toThrow(/no such process/)
})

test('without koffi it is done by taskset', async () => {
  vi.resetModules()
  vi.doMock('koffi', () => {
    throw new Error('not here')
  })
  onTestFinished(() => void vi.doUnmock('koffi'))
  const { setAffinity: set } = await import('./affinity.ts')
  const { pid, cpus } = await sleeper()
  await set(pid, cpus.slice(0, 1))
  expect(threadCpus(pid, pid)).toEqual(cpus.slice(0, 1))
  await expect(set(pid, [16_383])).rejects.toThrow(/^cannot set CPU affinity .* taskset: /)
})
