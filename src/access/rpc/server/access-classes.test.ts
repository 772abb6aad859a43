import { duplexPair } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { hostWith, RpcPeer, testUuid } from '../../../../test/support/rpc-peer.ts'
import { type RpcRow, rpcRows, told } from '../../../../test/support/rpc-rows.ts'
import type { Host } from '../../../api/index.ts'
import { Feed } from '../../../base/feed.ts'
import { accessClasses } from '../../chain/access-classes.ts'
import type { Identity } from '../../chain/identity.ts'
import { Policy } from '../../chain/policy.ts'
import { readAccessFile } from '../../chain/rules.ts'
import { RpcServer } from './server.ts'

const changing = rpcRows.filter(({ access }) => !accessClasses[access])
const looking = rpcRows.filter(({ access }) => accessClasses[access])

/** A server on which each use of the domain, and each change of the host, leaves a name. */
function place(rules: object[]) {
  const reached: string[] = []
  const domain = new Proxy(
    { name: 'test', uuid: testUuid, id: 1 },
    { get: (target, name) => Reflect.get(target, name) ?? void reached.push(String(name)) },
  )
  const host = {
    ...hostWith(domain as never),
    define: async () => void reached.push('define'),
    create: async () => void reached.push('create'),
    events: () => new Feed<never>().iterate(),
    monitorEvents: () => new Feed<never>().iterate(),
  } as unknown as Host
  const policy = new Policy({
    ...{ owner: 900, rules: readAccessFile(JSON.stringify({ rules }), 'access.json').rules ?? [] },
    accounts: { users: new Map(), groups: new Map() },
  })
  const server = new RpcServer({ host, uris: ['qemu:///system'], policy })
  const connect = (identity: Partial<Identity> = {}): RpcPeer => {
    const [mine, theirs] = duplexPair()
    server.accept(theirs, { process: { pid: 5, uid: 1000, gid: 1000, groups: [] }, ...identity })
    return new RpcPeer(mine)
  }
  return { reached, connect }
}

/** Were what is no arguments read, that would be said. */
const toldOf = async (peer: RpcPeer, row: RpcRow): Promise<number> => (await told(peer, row, new Uint8Array(3))).code

const open = { name: '', flags: 0 }

describe('every procedure by its class', () => {
  test.each([
    ['the socket for looking', { readOnly: true }, 0],
    ['a connection that was opened to look', {}, 1],
  ])('%s refuses each that changes, and goes on to the arguments of the others', async (_, identity, flags) => {
    const { connect, reached } = place([{ users: [1000], may: ['all'] }])
    const peer = connect(identity)
    await peer.call('CONNECT_OPEN', { name: '', flags })
    for (const row of changing) {
      expect([row.name, await toldOf(peer, row)]).toEqual([row.name, 29])
    }
    for (const row of looking.filter(({ name }) => name !== 'CONNECT_CLOSE')) {
      const code = await toldOf(peer, row)
      expect([row.name, [29, 88].includes(code)]).toEqual([row.name, false])
    }
    expect(reached).toEqual([])
  })

  test('who may something else may none of them', async () => {
    const { connect, reached } = place([{ users: [1000], may: ['domain:hibernate'] }])
    const peer = connect()
    await peer.call('CONNECT_OPEN', open)
    for (const row of rpcRows.filter(({ access }) => access !== 'none')) {
      expect([row.name, await toldOf(peer, row)]).toEqual([row.name, 88])
    }
    expect(reached).toEqual([])
  })

  test.each([...new Set(changing.map(({ access }) => access))])('who may look and %s may no more', async (access) => {
    const { connect, reached } = place([{ users: [1000], may: ['look', access] }])
    const peer = connect()
    await peer.call('CONNECT_OPEN', open)
    for (const row of changing) {
      expect([row.name, (await toldOf(peer, row)) === 88]).toEqual([row.name, row.access !== access])
    }
    expect(reached).toEqual([])
  })

  test('who may nothing is answered nothing but that', async () => {
    const { connect } = place([{ users: [1], may: ['all'] }])
    const peer = connect()
    for (const row of rpcRows.filter(({ before }) => before !== 'authentication')) {
      expect([row.name, await toldOf(peer, row)]).toEqual([row.name, row.before ? 45 : 1])
    }
  })
})

describe('the classes themselves', () => {
  const change =
    /_(ABORT|ADD|AGENT_COMMAND|ATTACH|COMMAND|CREATE|DEFINE|DEL|DESTROY|DETACH|INJECT|MIGRATE|OPEN|PASSWORD|PIN|REBOOT|RENAME|RESET|RESTORE|RESUME|SAVE|SEND|SET|SHUTDOWN|START|SUSPEND|TRIM|UNDEFINE|UPDATE|WAKEUP|FREEZE|FSTHAW)(_|$)/

  test('what is called a change is one', () => {
    // They open the connection, and ask of which domains there are events, or whether there is a saved image.
    const harmless = ['CONNECT_OPEN', 'DOMAIN_HAS_MANAGED_SAVE_IMAGE']
    const named = looking.map(({ name }) => name).filter((name) => change.test(name) && !name.includes('_PIN_INFO'))
    expect(named.filter((name) => !harmless.includes(name))).toEqual([])
  })

  test('what is another form of a procedure has its class', () => {
    const forms = /(_FLAGS|_WITH_FLAGS|_WITH_FILES|_PARAMS|_PARAMETERS|_ANY|[23])$/
    const pairs = rpcRows.flatMap((row) => {
      const other = rpcRows.find(({ name }) => forms.test(row.name) && name === row.name.replace(forms, ''))
      return other ? [[row.name, row.access, other.access]] : []
    })
    expect(pairs.length).toBeGreaterThan(15)
    expect(pairs.filter(([, one, other]) => one !== other)).toEqual([])
  })

  test("libvirt's clients that may only look are refused these, too (as libvirt 9 does)", () => {
    const asked = [
      ...['DOMAIN_GET_HOSTNAME', 'DOMAIN_GET_TIME', 'DOMAIN_GET_FSINFO', 'DOMAIN_GET_GUEST_INFO'],
      ...['DOMAIN_GET_GUEST_VCPUS', 'DOMAIN_AUTHORIZED_SSH_KEYS_GET', 'DOMAIN_GET_LAUNCH_SECURITY_INFO'],
      ...['DOMAIN_MEMORY_PEEK', 'DOMAIN_BLOCK_PEEK', 'DOMAIN_SCREENSHOT', 'DOMAIN_OPEN_GRAPHICS_FD'],
      ...['CONNECT_DOMAIN_XML_TO_NATIVE', 'CONNECT_GET_DOMAIN_CAPABILITIES'],
    ]
    expect(asked.filter((name) => !changing.some((row) => row.name === name))).toEqual([])
  })
})
