import { type Duplex, duplexPair } from 'node:stream'
import { expect, test } from 'vitest'
import type { Host } from '../../../api/index.ts'
import { Feed } from '../../../base/feed.ts'
import { Policy } from '../../chain/policy.ts'
import type { Polkit, PolkitAnswer } from '../../chain/polkit.ts'
import { RpcServer } from '../server/index.ts'
import { RemoteHost } from './remote-host.ts'

/** A way to a server that leaves everybody to this polkit. */
function leavingTo(polkit: Polkit): () => Duplex {
  const host: Partial<Host> = { hostname: async () => 'here', events: () => new Feed<never>().iterate() }
  const server = new RpcServer({
    ...{ uris: ['qemu:///system'], polkit, host: host as Host },
    policy: new Policy({
      ...{ owner: 900, rules: [], polkit: true },
      accounts: { users: new Map(), groups: new Map() },
    }),
  })
  return () => {
    const [mine, theirs] = duplexPair()
    server.accept(theirs, { process: { pid: 5, uid: 1000, gid: 1000, groups: [], startTime: 77 } })
    return mine
  }
}

const open = (dial: () => Duplex): Promise<RemoteHost> =>
  RemoteHost.open({ uri: 'test', name: 'qemu:///system', connectTimeout: 200, timeout: 200, dial: async () => dial() })

test('who types a password is waited for, a server that says nothing is not', async () => {
  const [asked, typed] = [Promise.withResolvers<void>(), Promise.withResolvers<PolkitAnswer>()]
  const opening = open(
    leavingTo(() => {
      asked.resolve()
      return typed.promise
    }),
  )
  await asked.promise
  await expect(open(() => duplexPair()[0])).rejects.toMatchObject({ code: 'NO_CONNECT' })
  typed.resolve('allowed')
  await using host = await opening
  expect(await host.hostname()).toBe('here')
})

test.each<[PolkitAnswer, object]>([
  ['denied', { code: 'AUTH_FAILED', message: 'authentication failed: access denied by policy' }],
  ['no agent', { code: 'AUTH_UNAVAILABLE', hint: expect.stringMatching(/pkttyagent/) }],
])('%s is told', async (answer, error) => {
  await expect(open(leavingTo(async () => answer))).rejects.toMatchObject(error)
})
