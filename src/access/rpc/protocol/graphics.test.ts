import { expect, test } from 'vitest'
import { connected } from '../../../../test/support/rpc-client.ts'
import { testHandle as dom, hostWith, served } from '../../../../test/support/rpc-peer.ts'
import type { DomainGraphics } from '../../../api/index.ts'

test('certificates of screens are read again, of those that can', async () => {
  let reloaded = 0
  const graphics = { reloadCertificates: async () => void reloaded++ } as DomainGraphics
  const host = hostWith({ graphics })
  await using there = await connected(host)
  await (await there.remote.domain('test')).graphics.reloadCertificates()
  const peer = await served(host).connect()
  await peer.call('DOMAIN_GRAPHICS_RELOAD', { dom, type: 0, flags: 0 })
  await expect(peer.call('DOMAIN_GRAPHICS_RELOAD', { dom, type: 2, flags: 0 })).rejects.toMatchObject({ code: 8 })
  expect(reloaded).toBe(2)
})
