import { duplexPair } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { RpcPeer } from '../../../../test/support/rpc-peer.ts'
import type { ActiveDomain, Domain, DomainEvent, Host } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import { Feed } from '../../../base/feed.ts'
import { decode } from '../../../formats/xdr/index.ts'
import type { AuditRecord } from '../../chain/audit.ts'
import type { Identity } from '../../chain/identity.ts'
import { Policy } from '../../chain/policy.ts'
import { readAccessFile } from '../../chain/rules.ts'
import { wireError } from '../protocol/error.ts'
import { procedureNumbers } from '../protocol/numbers.ts'
import { RpcServer } from './server.ts'

const uuids = { dev: 'c7a5fdbd-edaf-9455-926a-d65c16db1809', prod: 'd7a5fdbd-edaf-9455-926a-d65c16db1809' }
const handle = (name: keyof typeof uuids) => ({ name, uuid: uuids[name], id: 1 })

/** Two domains, and a server that knows one user by rules; what reached the domains, and what was written down. */
function place(rules: object[]) {
  const reached: string[] = []
  const records: AuditRecord[] = []
  const events = new Feed<DomainEvent>()
  const domains = (['dev', 'prod'] as const).map((name) => {
    const domain = {
      ...handle(name),
      active: () => domain,
      destroy: async () => void reached.push(`destroy ${name}`),
      xml: async () => `<domain>${name}</domain>`,
    } as unknown as ActiveDomain
    return domain
  })
  const host = {
    domains: async () => domains,
    domain: async (wanted: string) => {
      const found = domains.find(({ name, uuid }) => [name, uuid].includes(wanted))
      if (!found) throw new LodgeError('NO_DOMAIN', 'nobody', { hint: 'there is dev, prod' })
      return found
    },
    create: async () => {
      reached.push('create')
      return { ...domains[0], release: () => {} } as unknown as Domain
    },
    define: async () => {
      reached.push('define')
      return domains[0]
    },
    hostname: async () => 'here',
    events: () => events.iterate(),
  } as unknown as Host
  const policy = new Policy({
    owner: 900,
    rules: readAccessFile(JSON.stringify({ rules }), 'access.json').rules ?? [],
    accounts: { users: new Map(), groups: new Map() },
  })
  const server = new RpcServer({ host, uris: ['qemu:///system'], policy, audit: (record) => void records.push(record) })
  const connect = (identity: Partial<Identity> = {}): RpcPeer => {
    const [mine, theirs] = duplexPair()
    server.accept(theirs, { process: { pid: 5, uid: 1000, gid: 1000, groups: [] }, ...identity })
    return new RpcPeer(mine)
  }
  const open = async (identity?: Partial<Identity>): Promise<RpcPeer> => {
    const peer = connect(identity)
    await peer.call('CONNECT_OPEN', { name: '', flags: 0 })
    return peer
  }
  return { reached, records, events, connect, open }
}

const alice = { users: [1000] }

describe('who is nobody', () => {
  test('is told so when it opens, and nothing else is answered', async () => {
    const { connect, records } = place([{ users: [1], may: ['all'] }])
    const peer = connect()
    expect(await peer.call('AUTH_LIST')).toEqual({ kinds: [0] })
    await expect(peer.call('CONNECT_OPEN', { name: '', flags: 0 })).rejects.toMatchObject({ code: 45 })
    await expect(peer.call('CONNECT_GET_HOSTNAME')).rejects.toMatchObject({ code: 1 })
    await expect(peer.call('AUTH_POLKIT')).rejects.toMatchObject({ code: 45 })
    expect(records).toMatchObject([
      { what: 'CONNECT_OPEN', result: 'AUTH_FAILED', who: { process: { uid: 1000 } } },
      { what: 'AUTH_POLKIT', result: 'AUTH_FAILED' },
    ])
  })
})

describe('a class that was not granted', () => {
  test('is refused before anything that came with the call is looked at (CVE-2025-12748)', async () => {
    const { open, reached } = place([{ ...alice, may: ['look'] }])
    const peer = await open()
    // Were these bytes read, they would be malformed.
    for (const name of ['DOMAIN_DEFINE_XML', 'DOMAIN_CREATE_XML', 'DOMAIN_DESTROY'] as const) {
      peer.socket.write(peer.frame({ procedure: procedureNumbers[name] }, Uint8Array.of(255, 255, 255, 255)))
      const failure = decode(wireError, (await peer.next()).payload)
      expect(failure).toMatchObject({ code: 88, message: expect.stringMatching(/^access denied/) })
    }
    expect(await peer.call('CONNECT_GET_HOSTNAME')).toEqual({ text: 'here' })
    expect(reached).toEqual([])
  })

  test('is not had by an alias of the procedure either', async () => {
    const { open, reached } = place([{ ...alice, may: ['look'] }])
    const peer = await open()
    const dom = handle('dev')
    await expect(peer.call('DOMAIN_DESTROY', { dom })).rejects.toMatchObject({ code: 88 })
    await expect(peer.call('DOMAIN_DESTROY_FLAGS', { dom, flags: 0 })).rejects.toMatchObject({ code: 88 })
    expect(reached).toEqual([])
  })

  test('secrets are a class of their own', async () => {
    const { open } = place([{ ...alice, may: ['look', 'domain:write'] }])
    const peer = await open()
    expect(await peer.call('DOMAIN_GET_XML_DESC', { dom: handle('dev'), flags: 0 })).toEqual({
      text: '<domain>dev</domain>',
    })
    await expect(peer.call('DOMAIN_GET_XML_DESC', { dom: handle('dev'), flags: 1 })).rejects.toMatchObject({ code: 29 })
  })
})

describe('rules for some domains', () => {
  const rules = [{ ...alice, may: ['look', 'domain:*'], domains: ['dev*'] }]

  test('the others are not there', async () => {
    const { open } = place(rules)
    const peer = await open()
    const { domains } = (await peer.call('CONNECT_LIST_ALL_DOMAINS', { wanted: 1, flags: 0 })) as { domains: object[] }
    expect(domains).toEqual([handle('dev')])
    for (const call of [
      peer.call('DOMAIN_LOOKUP_BY_NAME', { name: 'prod' }),
      peer.call('DOMAIN_LOOKUP_BY_UUID', { uuid: uuids.prod }),
      peer.call('DOMAIN_GET_XML_DESC', { dom: handle('prod'), flags: 0 }),
      peer.call('DOMAIN_DESTROY', { dom: handle('prod') }),
    ]) {
      await expect(call).rejects.toMatchObject({ code: 42, message: expect.not.stringMatching(/there is/) })
    }
  })

  test('a name that only the caller gives counts for nothing', async () => {
    const { open, reached } = place(rules)
    const peer = await open()
    const lie = { ...handle('prod'), name: 'dev' }
    await expect(peer.call('DOMAIN_DESTROY', { dom: lie })).rejects.toMatchObject({ code: 42 })
    await peer.call('DOMAIN_DESTROY', { dom: handle('dev') })
    expect(reached).toEqual(['destroy dev'])
  })

  test('what is seen may still not be changed', async () => {
    const { open, reached } = place([
      { ...alice, may: ['look'] },
      { ...alice, may: ['domain:*'], domains: ['dev'] },
    ])
    const peer = await open()
    await expect(peer.call('DOMAIN_DESTROY', { dom: handle('prod') })).rejects.toMatchObject({ code: 88 })
    await peer.call('DOMAIN_DESTROY', { dom: handle('dev') })
    expect(reached).toEqual(['destroy dev'])
  })

  test('new ones take a rule for every domain', async () => {
    const { open, reached } = place(rules)
    const peer = await open()
    await expect(peer.call('DOMAIN_DEFINE_XML', { xml: '<domain/>' })).rejects.toMatchObject({ code: 88 })
    await expect(peer.call('DOMAIN_CREATE_XML', { xml: '<domain/>', flags: 0 })).rejects.toMatchObject({ code: 88 })
    expect(reached).toEqual([])
  })

  test('their events are not told', async () => {
    const { open, events } = place(rules)
    const peer = await open()
    await peer.call('CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY', { event: 0, dom: undefined })
    for (const name of ['prod', 'dev'] as const) {
      events.push({ domain: handle(name), event: 'started', detail: 'booted', time: 0 })
    }
    const message = await peer.next(({ header }) => header.procedure === 318)
    expect(Buffer.from(message.payload).toString('latin1')).toContain('dev')
    expect(peer.frames).toEqual([])
  })
})

describe('what is written down', () => {
  test('each change with who, which domain and how it went, and no look', async () => {
    const { open, records } = place([{ ...alice, may: ['look', 'domain:stop'] }])
    const peer = await open()
    await peer.call('DOMAIN_DESTROY', { dom: handle('dev') })
    await peer.call('DOMAIN_DEFINE_XML', { xml: "<graphics passwd='secret'/>" }).catch(() => {})
    await peer.call('CONNECT_GET_HOSTNAME')
    await peer
      .call('DOMAIN_DESTROY', { dom: { ...handle('dev'), uuid: handle('dev').uuid.replace('c', 'a') } })
      .catch(() => {})
    expect(records.map(({ what, result, domain }) => [what, result, domain?.name])).toEqual([
      ['DOMAIN_DESTROY', 'done', 'dev'],
      ['DOMAIN_DEFINE_XML', 'ACCESS_DENIED', undefined],
      ['DOMAIN_DESTROY', 'NO_DOMAIN', undefined],
    ])
    expect(records[0]?.who.process?.uid).toBe(1000)
    expect(JSON.stringify(records)).not.toContain('secret')
  })

  test('a client that is refused again and again does not fill it', async () => {
    const { open, records } = place([{ ...alice, may: ['look'] }])
    const peer = await open()
    for (let count = 0; count < 350; count++) peer.send('DOMAIN_DESTROY', { dom: handle('dev') })
    await peer.call('CONNECT_GET_HOSTNAME')
    await expect.poll(() => peer.frames.length).toBe(350)
    expect(records).toHaveLength(102)
  })
})
