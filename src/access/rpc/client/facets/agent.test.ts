import { describe, expect, test } from 'vitest'
import { connected } from '../../../../../test/support/rpc-client.ts'
import { hostWith } from '../../../../../test/support/rpc-peer.ts'
import type { GuestAgent } from '../../../../api/index.ts'
import { LodgeError } from '../../../../base/errors.ts'

/** What an agent says, and what that is once it has been through the protocol, both ways. */
const answers: { [M in keyof GuestAgent]?: Awaited<ReturnType<GuestAgent[M]>> } = {
  hostname: 'web.example',
  time: { seconds: 1_700_000_000, nanoseconds: 5 },
  freeze: 2,
  thaw: 2,
  users: [{ name: 'root', domain: undefined, loginTime: 1_700_000_000_000 }],
  timezone: { name: 'CET', offset: 3600 },
  load: { load1: 0.5, load5: 0.25, load15: 0 },
  interfaces: [
    { name: 'lo', mac: '00:00:00:00:00:00', addresses: [{ type: 'ipv4', address: '127.0.0.1', prefix: 8 }] },
  ],
  vcpus: [
    { number: 0, online: true, offlinable: false },
    { number: 1, online: false, offlinable: true },
  ],
  authorizedKeys: ['ssh-ed25519 AAAA one', 'ssh-rsa BBBB two'],
  command: { version: '7' },
}

/** What is asked of the agent, and how that arrives there. */
const questions: { [M in keyof GuestAgent]?: Parameters<GuestAgent[M]>[] } = {
  command: [['guest-info', { a: 1 }, { timeout: 3000 }]],
  setTime: [[{ seconds: 5, nanoseconds: 6 }]],
  freeze: [[['/', '/home']]],
  trim: [[{ minimum: 4096 }]],
  setPassword: [['root', 'secret', { encrypted: true }]],
  setVcpus: [[[1, 2, 3], false]],
  setVcpuCount: [[2]],
  authorizedKeys: [['root']],
  setAuthorizedKeys: [
    ['root', ['ssh-rsa AAAA'], { mode: 'append' }],
    ['root', ['ssh-rsa AAAA'], { mode: 'remove' }],
  ],
  suspend: [['memory'], ['hybrid']],
  setResponseTimeout: [[7]],
}

/** A domain whose agent is this one. */
function domainWith(said: object) {
  const agent = said as GuestAgent
  // The protocol has one call for addresses, whoever tells them.
  const interfaceAddresses = async () => agent.interfaces()
  return hostWith({ agent, interfaceAddresses, status: async () => ({ state: 'running', reason: 'booted' }) })
}

describe('through the protocol the agent is the same', () => {
  test.each(Object.entries(answers))('%s is answered', async (method, answer) => {
    await using there = await connected(domainWith({ [method]: async () => answer }))
    const { agent } = await there.remote.domain('test')
    const asked = questions[method as keyof GuestAgent]?.[0] ?? []
    expect(await Reflect.apply(Reflect.get(agent, method), agent, asked)).toEqual(answer)
  })

  const calls = Object.entries(questions).flatMap(([method, all]) => all.map((asked) => [method, asked] as const))
  test.each(calls)('%s is asked with %j', async (method, asked) => {
    const heard: unknown[] = []
    const hear = async (...args: unknown[]) => {
      heard.push(args)
      return answers[method as keyof GuestAgent]
    }
    await using there = await connected(domainWith({ [method]: hear }))
    const { agent } = await there.remote.domain('test')
    await Reflect.apply(Reflect.get(agent, method), agent, [...asked])
    expect(heard).toEqual([asked])
  })

  test('one that does not answer is told apart from one that is not there', async () => {
    for (const code of ['AGENT_UNRESPONSIVE', 'ARGUMENT_UNSUPPORTED'] as const) {
      const hostname = async () => {
        throw new LodgeError(code, 'no')
      }
      await using there = await connected(domainWith({ hostname }))
      await expect((await there.remote.domain('test')).agent.hostname()).rejects.toMatchObject({ code })
    }
  })
})
