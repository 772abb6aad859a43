import { duplexPair } from 'node:stream'
import { expect, test } from 'vitest'
import { testHandle as dom, hostWith, RpcPeer } from '../../../../test/support/rpc-peer.ts'
import type { Host } from '../../../api/index.ts'
import { Policy } from '../../chain/policy.ts'
import { readAccessFile } from '../../chain/rules.ts'
import { RpcServer } from './server.ts'

const file = JSON.stringify({
  rules: [
    { users: [1000], domains: ['test'], may: ['look'] },
    { users: [1001], may: ['all'] },
  ],
})

/** A connection of root's, to a server where one user may only look at one domain. */
async function rootsConnection() {
  const { rules = [] } = readAccessFile(file, 'access.json')
  const policy = new Policy({ owner: 0, rules, accounts: { users: new Map(), groups: new Map() } })
  const host = { ...hostWith({ pause: async () => {}, isActive: async () => true }), hostname: async () => 'here' }
  const server = new RpcServer({ host: host as Host, uris: ['qemu:///system'], policy })
  const [mine, theirs] = duplexPair()
  server.accept(theirs, { door: 'unix', readOnly: false, process: { pid: 1, uid: 0, gid: 0, groups: [] } })
  const peer = new RpcPeer(mine)
  await peer.call('CONNECT_OPEN', { name: 'qemu:///system', flags: 0 })
  return peer
}

const identityOf = (uid: bigint) => ({ params: [{ name: 'unix-user-id', type: 'ullong', value: uid }], flags: 0 })

test('who acts for somebody may what that one may', async () => {
  const peer = await rootsConnection()
  await peer.call('DOMAIN_SUSPEND', { dom })
  await peer.call('CONNECT_SET_IDENTITY', identityOf(1000n))
  expect(await peer.call('DOMAIN_IS_ACTIVE', { dom })).toEqual({ value: 1 })
  await expect(peer.call('DOMAIN_SUSPEND', { dom })).rejects.toMatchObject({ code: 88 })
})

test('and takes it back no more', async () => {
  const peer = await rootsConnection()
  await peer.call('CONNECT_SET_IDENTITY', identityOf(1001n))
  await peer.call('DOMAIN_SUSPEND', { dom })
  await expect(peer.call('CONNECT_SET_IDENTITY', identityOf(0n))).rejects.toMatchObject({ code: 55 })
})

test('somebody without a number may nothing; nobody at all changes nothing', async () => {
  const peer = await rootsConnection()
  await peer.call('CONNECT_SET_IDENTITY', { params: [], flags: 0 })
  await peer.call('DOMAIN_SUSPEND', { dom })
  const params = [{ name: 'user-name', type: 'string', value: 'root' }]
  await peer.call('CONNECT_SET_IDENTITY', { params, flags: 0 })
  await expect(peer.call('DOMAIN_SUSPEND', { dom })).rejects.toMatchObject({ code: 88 })
  await expect(peer.call('CONNECT_GET_HOSTNAME')).rejects.toMatchObject({ code: 88 })
})

test('what is no part of an identity is refused', async () => {
  const peer = await rootsConnection()
  const params = [{ name: 'nope', type: 'string', value: 'x' }]
  await expect(peer.call('CONNECT_SET_IDENTITY', { params, flags: 0 })).rejects.toMatchObject({ code: 74 })
})
