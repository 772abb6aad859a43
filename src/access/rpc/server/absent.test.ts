import { expect, test } from 'vitest'
import { hostWith, served, testHandle, testUuid } from '../../../../test/support/rpc-peer.ts'
import { procedures } from '../protocol/index.ts'
import type { ProcedureName } from '../protocol/numbers.ts'

const uuid = testUuid
const list = { wanted: 1, flags: 0x3f }
const devices = { cap: 'pci', flags: 0 }
const dom = testHandle

const answers: Partial<Record<ProcedureName, unknown[]>> = {
  CONNECT_NUM_OF_NETWORKS: [undefined, { value: 0 }],
  CONNECT_LIST_STORAGE_POOLS: [{ most: 5 }, { names: [] }],
  CONNECT_LIST_ALL_SECRETS: [list, { found: [], count: 0 }],
  NODE_NUM_OF_DEVICES: [devices, { value: 0 }],
  NODE_LIST_DEVICES: [{ ...devices, most: 5 }, { names: [] }],
  DOMAIN_SNAPSHOT_NUM: [{ dom, flags: 0 }, { value: 0 }],
  DOMAIN_SNAPSHOT_LIST_NAMES: [{ dom, most: 5, flags: 0 }, { names: [] }],
  DOMAIN_LIST_ALL_SNAPSHOTS: [
    { dom, ...list },
    { found: [], count: 0 },
  ],
  DOMAIN_HAS_CURRENT_SNAPSHOT: [{ dom, flags: 0 }, { value: 0 }],
  DOMAIN_LIST_ALL_CHECKPOINTS: [
    { dom, ...list },
    { found: [], count: 0 },
  ],
  DOMAIN_HAS_MANAGED_SAVE_IMAGE: [{ dom, flags: 0 }, { value: 0 }],
}

const failures: Partial<Record<ProcedureName, unknown[]>> = {
  NETWORK_LOOKUP_BY_NAME: [{ name: 'x' }, 43, 19, "Network not found: no network with matching name 'x'"],
  NETWORK_LOOKUP_BY_UUID: [{ uuid }, 43, 19, `Network not found: no network with matching uuid '${uuid}'`],
  STORAGE_POOL_LOOKUP_BY_NAME: [
    { name: 'x' },
    49,
    18,
    "Storage pool not found: no storage pool with matching name 'x'",
  ],
  STORAGE_POOL_LOOKUP_BY_UUID: [
    { uuid },
    49,
    18,
    `Storage pool not found: no storage pool with matching uuid '${uuid}'`,
  ],
  STORAGE_POOL_LOOKUP_BY_TARGET_PATH: [
    ...[{ path: '/x' }, 49, 18, "Storage pool not found: no storage pool with matching target path '/x'"],
  ],
  STORAGE_VOL_LOOKUP_BY_KEY: [{ key: 'x' }, 50, 18, 'Storage volume not found: no storage vol with matching key x'],
  STORAGE_VOL_LOOKUP_BY_PATH: [
    { path: '/x' },
    50,
    18,
    "Storage volume not found: no storage vol with matching path '/x'",
  ],
  NODE_DEVICE_LOOKUP_BY_NAME: [{ name: 'x' }, 53, 22, "Node device not found: no node device with matching name 'x'"],
  SECRET_LOOKUP_BY_UUID: [{ uuid }, 66, 30, `Secret not found: no secret with matching uuid '${uuid}'`],
  SECRET_LOOKUP_BY_USAGE: [
    ...[{ usageType: 1, usage: 'x' }, 66, 30, "Secret not found: no secret with matching usage 'x'"],
  ],
  NWFILTER_LOOKUP_BY_NAME: [{ name: 'x' }, 62, 33, "Network filter not found: no nwfilter with matching name 'x'"],
  NWFILTER_LOOKUP_BY_UUID: [{ uuid }, 62, 33, `Network filter not found: no nwfilter with matching uuid '${uuid}'`],
  NWFILTER_BINDING_LOOKUP_BY_PORT_DEV: [
    ...[{ port: 'x' }, 101, 33, "Network filter binding not found: no nwfilter binding for port dev 'x'"],
  ],
  DOMAIN_SNAPSHOT_LOOKUP_BY_NAME: [
    ...[{ dom, name: 'x', flags: 0 }, 72, 10, "Domain snapshot not found: no domain snapshot with matching name 'x'"],
  ],
  DOMAIN_CHECKPOINT_LOOKUP_BY_NAME: [
    { dom, name: 'x', flags: 0 },
    103,
    10,
    "Domain checkpoint not found: no domain checkpoint with matching name 'x'",
  ],
}

test('lists of what is not kept here are empty', async () => {
  const peer = await served(hostWith({})).connect({ readOnly: true })
  for (const [name, [args, result]] of Object.entries(answers)) {
    expect([name, await peer.call(name as ProcedureName, args)]).toEqual([name, result])
  }
})

test('nobody finds one, and hears of it as of libvirtd', async () => {
  const peer = await served(hostWith({})).connect()
  const lookups = Object.entries(procedures).filter(([name, row]) => row.absent && name.includes('LOOKUP'))
  expect(lookups.map(([name]) => name).toSorted()).toEqual(Object.keys(failures).toSorted())
  for (const [name, [args, code, domain, message]] of Object.entries(failures)) {
    await expect(peer.call(name as ProcedureName, args), name).rejects.toMatchObject({ code, domain, message })
  }
})

test('a domain has no current snapshot, and one that is not there has no list of them', async () => {
  const peer = await served(hostWith({})).connect()
  await expect(peer.call('DOMAIN_SNAPSHOT_CURRENT', { dom, flags: 0 })).rejects.toMatchObject({
    ...{ code: 72, domain: 10 },
    message: 'Domain snapshot not found: the domain does not have a current snapshot',
  })
  const other = { ...dom, uuid: testUuid.replace('c', 'd') }
  await expect(peer.call('DOMAIN_LIST_ALL_SNAPSHOTS', { dom: other, ...list })).rejects.toMatchObject({ code: 42 })
})

test('events are registered for, and taken back by the number that came', async () => {
  const peer = await served().connect()
  const register = (event: number) => peer.call('CONNECT_NETWORK_EVENT_REGISTER_ANY', { event, of: undefined })
  expect([await register(0), await register(1)]).toEqual([{ value: 0 }, { value: 1 }])
  await expect(register(2)).rejects.toMatchObject({
    code: 8,
    message: 'invalid argument: unsupported network event ID 2',
  })
  const registered = await peer.call('CONNECT_SECRET_EVENT_REGISTER_ANY', { event: 1, of: undefined })
  expect(registered).toEqual({ value: 2 })
  await peer.call('CONNECT_NETWORK_EVENT_DEREGISTER_ANY', { number: 1 })
  for (const number of [1, 2]) {
    await expect(peer.call('CONNECT_NETWORK_EVENT_DEREGISTER_ANY', { number })).rejects.toMatchObject({ code: 8 })
  }
})

test('registrations have a bound', async () => {
  const peer = await served().connect()
  const register = () => peer.call('CONNECT_STORAGE_POOL_EVENT_REGISTER_ANY', { event: 0, of: undefined })
  for (let number = 0; number < 1024; number++) await register()
  await expect(register()).rejects.toMatchObject({ code: 9 })
})
