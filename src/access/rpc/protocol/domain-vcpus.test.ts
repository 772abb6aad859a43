import { expect, test } from 'vitest'
import { testHandle as dom, hostWith, served } from '../../../../test/support/rpc-peer.ts'
import type { GuestAgent } from '../../../api/index.ts'
import { vcpuFlags } from './domain-vcpus.ts'

const flags = vcpuFlags.guest

test('how many CPUs a guest uses its agent says', async () => {
  const vcpus = [true, false, true].map((online, number) => ({ number, online, offlinable: true }))
  const agent = { vcpus: async () => vcpus } as unknown as GuestAgent
  const peer = await served(hostWith({ agent, isActive: async () => true })).connect()
  expect(await peer.call('DOMAIN_GET_VCPUS_FLAGS', { dom, flags })).toEqual({ value: 2 })
})

test('a guest that does not run has no say in it', async () => {
  const peer = await served(hostWith({ isActive: async () => false })).connect()
  await expect(peer.call('DOMAIN_GET_VCPUS_FLAGS', { dom, flags })).rejects.toMatchObject({
    code: 8,
    message: 'invalid argument: vCPU count provided by the guest agent can only be requested for live domains',
  })
})
