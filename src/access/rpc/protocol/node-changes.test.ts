import { expect, test } from 'vitest'
import { connected } from '../../../../test/support/rpc-client.ts'
import { served } from '../../../../test/support/rpc-peer.ts'
import type { Host } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'

/** A machine that keeps in mind what is asked of it. */
function machine() {
  const asked: unknown[] = []
  const hear =
    (name: string) =>
    async (...args: unknown[]) =>
      void asked.push([name, ...args])
  const host: Partial<Host> = {
    setPageMerging: hear('merging'),
    allocatePages: hear('pages'),
    suspend: hear('suspend'),
    cellsFreeMemory: async () => [0, 1, 2].map((cell) => ({ cell, free: 0 })),
  }
  return { asked, host }
}

test('what is asked of the machine arrives as it was asked', async () => {
  const { asked, host } = machine()
  await using there = await connected(host)
  await there.remote.setPageMerging({ sleep: 20, acrossCells: 0 })
  await there.remote.allocatePages({ cell: 1, kib: 2048, count: 7, add: true })
  await there.remote.allocatePages({ kib: 1048576, count: 0 })
  await there.remote.suspend('hybrid', 90)
  expect(asked).toEqual([
    ['merging', { pagesToScan: undefined, sleep: 20, acrossCells: 0 }],
    ['pages', { cell: 1, kib: 2048, count: 7, add: true }],
    ['pages', { cell: undefined, kib: 1048576, count: 0, add: false }],
    ['suspend', 'hybrid', 90],
  ])
})

test('pages of several sizes on several cells are counted', async () => {
  const { asked, host } = machine()
  const peer = await served(host).connect()
  const about = { sizes: [2048, 1048576], counts: [1, 2], first: 1, most: 2 ** 32 - 1, flags: 0 }
  expect(await peer.call('NODE_ALLOC_PAGES', about)).toEqual({ value: 4 })
  expect(asked).toHaveLength(4)
  await expect(peer.call('NODE_ALLOC_PAGES', { ...about, first: 3 })).rejects.toMatchObject({
    message: 'internal error: start cell 3 out of range (0-2)',
  })
  await expect(peer.call('NODE_ALLOC_PAGES', { ...about, counts: [] })).rejects.toMatchObject({ code: 8 })
})

test('what the kernel counts by itself cannot be set', async () => {
  const { asked, host } = machine()
  const peer = await served(host).connect()
  const set = (name: string, value: unknown) =>
    peer.call('NODE_SET_MEMORY_PARAMETERS', { params: [{ name, type: 'uint', value }], flags: 0 })
  await expect(set('shm_pages_shared', 1)).rejects.toMatchObject({
    ...{ code: 74, message: "argument unsupported: parameter 'shm_pages_shared' not supported" },
  })
  await expect(peer.call('NODE_SUSPEND_FOR_DURATION', { target: 9, duration: 90n, flags: 0 })).rejects.toMatchObject({
    code: 8,
  })
  expect(asked).toEqual([])
})

test('who may only look changes nothing of the machine', async () => {
  const { asked, host } = machine()
  const peer = await served(host).connect({ readOnly: true })
  await expect(peer.call('NODE_SUSPEND_FOR_DURATION', { target: 0, duration: 90n, flags: 0 })).rejects.toMatchObject({
    code: 29,
  })
  await expect(
    peer.call('NODE_ALLOC_PAGES', { sizes: [2048], counts: [1], first: 0, most: 1, flags: 0 }),
  ).rejects.toMatchObject({ code: 29 })
  expect(asked).toEqual([])
})

test('how guests are encrypted is told, where they can be', async () => {
  const sev = { pdh: 'aGVsbG8=', certChain: 'd29ybGQ=', cbitpos: 47, reducedPhysBits: 1 }
  await using there = await connected({ sev: async () => sev })
  expect(await there.remote.sev()).toEqual(sev)
  const refuse = async () => {
    throw new LodgeError('OPERATION_UNSUPPORTED', 'QEMU does not support SEV guest')
  }
  const peer = await served({ sev: refuse }).connect()
  await expect(peer.call('NODE_GET_SEV_INFO', { wanted: 0, flags: 0 })).rejects.toMatchObject({
    ...{ code: 84, message: 'Operation not supported: QEMU does not support SEV guest' },
  })
})
