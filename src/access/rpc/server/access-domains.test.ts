import { duplexPair } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { RpcPeer } from '../../../../test/support/rpc-peer.ts'
import {
  argumentsAbout,
  emptyArguments,
  type RpcRow,
  rpcRows,
  smallArguments,
  told,
} from '../../../../test/support/rpc-rows.ts'
import type { DomainEvent, Host } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import { Feed } from '../../../base/feed.ts'
import { decode } from '../../../formats/xdr/index.ts'
import { accessClasses } from '../../chain/access-classes.ts'
import { Policy } from '../../chain/policy.ts'
import { readAccessFile } from '../../chain/rules.ts'
import { wireError } from '../protocol/error.ts'
import { RpcServer } from './server.ts'

const mine = { name: 'mine', uuid: 'c7a5fdbd-edaf-9455-926a-d65c16db1809', id: 1 }
const hidden = { name: 'hidden', uuid: 'd7b6fdbd-edaf-9455-926a-d65c16db1809', id: 2 }

/** Every procedure that takes a domain, in whichever place, with the arguments that name one. */
const rowsAbout = (handle: typeof mine): [RpcRow, Uint8Array][] =>
  rpcRows.flatMap((row) => {
    const args = argumentsAbout(row, handle)
    return args ? [[row, args]] : []
  })

/** A host with two domains, on which each use of the second leaves its name; and who comes in by rules. */
function place(rules: object[]) {
  const reached: string[] = []
  const seen = new Set<unknown>(['name', 'uuid', 'id', 'then'])
  const domains = [mine, hidden].map(
    (handle) =>
      new Proxy(handle, {
        get(target, name) {
          if (handle === hidden && !seen.has(name)) reached.push(String(name))
          return name === 'active' ? () => domains[handle.id - 1] : Reflect.get(target, name)
        },
      }),
  )
  const host = {
    domains: async () => domains,
    domain: async (wanted: string | number) => {
      const found = domains.find(({ name, uuid, id }) => [name, uuid, id].includes(wanted))
      if (!found) throw new LodgeError('NO_DOMAIN', 'nobody', { hint: 'there is hidden' })
      return found
    },
    events: () => new Feed<DomainEvent>().iterate(),
    monitorEvents: () => new Feed<never>().iterate(),
  } as unknown as Host
  const policy = new Policy({
    ...{ owner: 900, rules: readAccessFile(JSON.stringify({ rules }), 'access.json').rules ?? [] },
    accounts: { users: new Map(), groups: new Map() },
  })
  const server = new RpcServer({ host, uris: ['qemu:///system'], policy })
  /** A client that has called nothing yet. */
  const open = async (): Promise<RpcPeer> => {
    const [near, far] = duplexPair()
    server.accept(far, { process: { pid: 5, uid: 1000, gid: 1000, groups: [] } })
    const peer = new RpcPeer(near)
    await peer.call('CONNECT_OPEN', { name: '', flags: 0 })
    return peer
  }
  return { reached, open }
}

const alice = { users: [1000] }

/** Whether bytes name what must not be seen. */
function tells(bytes: Uint8Array): boolean {
  const all = Buffer.from(bytes)
  return all.includes(hidden.name) || all.includes(Buffer.from(hidden.uuid.replaceAll('-', ''), 'hex'))
}

test('most procedures take a domain', () => {
  expect(rowsAbout(mine).length).toBeGreaterThan(130)
})

describe('one domain only', () => {
  const rules = [{ ...alice, may: ['all'], domains: ['mine'] }]

  test('the other is not there for any procedure, whatever it is called', async () => {
    const { open, reached } = place(rules)
    for (const handle of [hidden, { ...hidden, name: 'mine' }]) {
      for (const [row, args] of rowsAbout(handle)) {
        const peer = await open()
        const { code, bytes } = await told(peer, row, args)
        const message = code === 42 ? decode(wireError, bytes).message : ''
        expect([row.name, code]).toEqual([row.name, 42])
        expect(message).not.toContain('there is')
        peer.socket.destroy()
      }
    }
    expect(reached).toEqual([])
  })

  test('no answer to what names no domain tells of it, and nothing of it is asked', async () => {
    const { open, reached } = place(rules)
    for (const row of rpcRows) {
      for (const args of [emptyArguments, smallArguments]) {
        const peer = await open()
        const { bytes } = await told(peer, row, args)
        expect([row.name, tells(bytes)]).toEqual([row.name, false])
        peer.socket.destroy()
      }
    }
    expect(reached).toEqual([])
  })
})

test('what is seen is changed by no procedure for which there is no rule', async () => {
  const { open, reached } = place([
    { ...alice, may: ['look'] },
    { ...alice, may: ['all'], domains: ['mine'] },
  ])
  for (const [row, args] of rowsAbout(hidden)) {
    if (accessClasses[row.access]) continue
    const peer = await open()
    expect([row.name, (await told(peer, row, args)).code]).toEqual([row.name, 88])
    peer.socket.destroy()
  }
  expect(reached).toEqual([])
})

test('who may see that there is a domain reads nothing of it', async () => {
  const { open, reached } = place([
    { ...alice, may: ['connect:*', 'domain:getattr'] },
    { ...alice, may: ['look'], domains: ['mine'] },
  ])
  for (const [row, args] of rowsAbout(hidden)) {
    if (row.access === 'domain:getattr') continue
    const peer = await open()
    await told(peer, row, args)
    peer.socket.destroy()
  }
  expect(reached).toEqual([])
})
