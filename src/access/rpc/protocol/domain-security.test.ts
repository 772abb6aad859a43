import { expect, test } from 'vitest'
import { connected } from '../../../../test/support/rpc-client.ts'
import { testHandle as dom, hostWith, served } from '../../../../test/support/rpc-peer.ts'
import type { DomainSecurity, LaunchSecret } from '../../../api/index.ts'

const measured = { measurement: 'TWVhc3VyZWQ=', apiMajor: 1, apiMinor: 55, build: 24, policy: 1 }

function domainWith(security: Partial<DomainSecurity>) {
  return hostWith({ security: security as DomainSecurity })
}

test('what was measured of a guest comes as it was said, and of another guest nothing', async () => {
  await using there = await connected(domainWith({ launch: async () => measured }))
  expect(await (await there.remote.domain('test')).security.launch()).toEqual(measured)
  await using other = await connected(domainWith({ launch: async () => undefined }))
  expect(await (await other.remote.domain('test')).security.launch()).toBeUndefined()
})

test('a secret arrives with its place or without', async () => {
  const given: LaunchSecret[] = []
  await using there = await connected(domainWith({ setLaunchSecret: async (secret) => void given.push(secret) }))
  const { security } = await there.remote.domain('test')
  const secret = { header: 'aGVhZA==', secret: 'c2VjcmV0' }
  await security.setLaunchSecret({ ...secret, address: 4096 })
  await security.setLaunchSecret(secret)
  expect(given).toEqual([
    { ...secret, address: 4096 },
    { ...secret, address: undefined },
  ])
})

test('half a secret is refused', async () => {
  const peer = await served(domainWith({})).connect()
  const params = [{ name: 'sev-secret', type: 'string', value: 'c2VjcmV0' }]
  await expect(peer.call('DOMAIN_SET_LAUNCH_SECURITY_STATE', { dom, params, flags: 0 })).rejects.toMatchObject({
    ...{ code: 8, message: 'invalid argument: Both sev-secret and sev-secret-header are required' },
  })
})

test("labels: the first one, and all; none of a guest that doesn't run", async () => {
  const labels = [
    { label: '+64055:+109', enforcing: false },
    { label: 'other', enforcing: true },
  ]
  const peer = await served(domainWith({ labels: async () => labels })).connect()
  expect(await peer.call('DOMAIN_GET_SECURITY_LABEL', { dom })).toEqual({ label: '+64055:+109', enforcing: 0 })
  expect(await peer.call('DOMAIN_GET_SECURITY_LABEL_LIST', { dom })).toMatchObject({
    labels: [{ enforcing: 0 }, { label: 'other', enforcing: 1 }],
    count: 2,
  })
  const none = await served(domainWith({ labels: async () => [] })).connect()
  expect(await none.call('DOMAIN_GET_SECURITY_LABEL', { dom })).toEqual({ label: '', enforcing: 0 })
})

test("what libvirt's driver for QEMU lacks is refused in its words", async () => {
  const peer = await served(hostWith({})).connect()
  await expect(peer.call('DOMAIN_SEND_PROCESS_SIGNAL', { dom, pid: 1n, signal: 9, flags: 0 })).rejects.toMatchObject({
    ...{ code: 3, domain: 20 },
    message: 'this function is not supported by the connection driver: virDomainSendProcessSignal',
  })
})
