import { duplexPair } from 'node:stream'
import { expect, test } from 'vitest'
import { accessClasses } from '../../src/access/chain/access-classes.ts'
import { Policy } from '../../src/access/chain/policy.ts'
import { readAccessFile } from '../../src/access/chain/rules.ts'
import { procedureNumbers } from '../../src/access/rpc/protocol/numbers.ts'
import { RpcServer } from '../../src/access/rpc/server/index.ts'
import type { Frame } from '../../src/formats/xdr/index.ts'
import { RpcPeer } from '../support/rpc-peer.ts'
import { argumentsAbout, emptyArguments, rpcRows, smallArguments, told } from '../support/rpc-rows.ts'
import { pc, Scratch } from './scratch.ts'

const uuids = { mine: 'c7a5fdbd-edaf-9455-926a-d65c16db1809', hidden: 'd7b6fdbd-edaf-9455-926a-d65c16db1809' }

type Name = keyof typeof uuids

const definition = (name: Name): string => pc({ name }).replace('<name>', `<uuid>${uuids[name]}</uuid><name>`)

/** Whether bytes name a guest. */
function tells(bytes: Uint8Array, name: Name): boolean {
  const all = Buffer.from(bytes)
  return all.includes(name) || all.includes(Buffer.from(uuids[name].replaceAll('-', ''), 'hex'))
}

/** The last that happens to a guest: VIR_DOMAIN_EVENT_STOPPED, and why. */
function isStop({ header, payload }: Frame): boolean {
  const lifecycle = procedureNumbers.DOMAIN_EVENT_CALLBACK_LIFECYCLE
  return header.procedure === lifecycle && Buffer.from(payload).readInt32BE(payload.length - 8) === 5
}

/** Users by their numbers: 1000 sees one guest, 1001 both. */
function serve(scratch: Scratch): (uid: number) => Promise<RpcPeer> {
  const rules = [
    { users: [1000], may: ['look'], domains: ['mine'] },
    { users: [1001], may: ['look'] },
  ]
  const policy = new Policy({
    ...{ owner: 0, rules: readAccessFile(JSON.stringify({ rules }), 'access.json').rules ?? [] },
    accounts: { users: new Map(), groups: new Map() },
  })
  const server = new RpcServer({ host: scratch.host, uris: ['qemu:///system'], policy })
  return async (uid) => {
    const [near, far] = duplexPair()
    server.accept(far, { process: { pid: 5, uid, gid: uid, groups: [] } })
    const peer = new RpcPeer(near)
    await peer.call('CONNECT_OPEN', { name: '', flags: 0 })
    return peer
  }
}

test('who sees one of two guests is told of the other by no procedure and no event', { timeout: 180_000 }, async () => {
  await using scratch = await Scratch.make()
  const guests = {
    mine: await scratch.host.create(definition('mine'), { paused: true }),
    hidden: await scratch.host.create(definition('hidden'), { paused: true }),
  }
  await scratch.host.define(definition('mine'))
  await scratch.host.define(definition('hidden'))
  const connect = serve(scratch)
  const looking = rpcRows.filter(({ name, access }) => accessClasses[access] && name !== 'CONNECT_CLOSE')
  const answers = async (uid: number, about: Name): Promise<string[]> => {
    const telling: string[] = []
    const peer = await connect(uid)
    for (const row of looking) {
      const handle = { name: about, uuid: uuids[about], id: guests[about].id ?? -1 }
      for (const args of [emptyArguments, smallArguments, argumentsAbout(row, handle)]) {
        if (!args) continue
        const { code, bytes } = await told(peer, row, args)
        if (code === 0 && tells(bytes, 'hidden')) telling.push(row.name)
      }
    }
    return telling
  }
  // What tells of it at all is known by what those hear who may.
  const all = await answers(1001, 'hidden')
  expect(all).toEqual(expect.arrayContaining(['CONNECT_LIST_ALL_DOMAINS', 'CONNECT_GET_ALL_DOMAIN_STATS']))
  expect(await answers(1000, 'mine')).toEqual([])
  expect(await answers(1000, 'hidden')).toEqual([])

  const counted = async (uid: number) => (await connect(uid)).call('CONNECT_NUM_OF_DOMAINS')
  expect([await counted(1001), await counted(1000)]).toEqual([{ value: 2 }, { value: 1 }])

  const [one, both] = [await connect(1000), await connect(1001)]
  const kinds = Array.from({ length: 27 }, (_, event) => event)
  for (const peer of [one, both])
    for (const event of kinds) await peer.call('CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY', { event, dom: undefined })
  for (const name of ['hidden', 'mine'] as const) {
    await guests[name].resume()
    await guests[name].destroy()
  }
  const heard = async (peer: RpcPeer): Promise<Frame[]> => {
    const frames: Frame[] = []
    for (;;) {
      const frame = await peer.next()
      frames.push(frame)
      if (isStop(frame) && tells(frame.payload, 'mine')) return frames
    }
  }
  expect((await heard(both)).some(({ payload }) => tells(payload, 'hidden'))).toBe(true)
  expect((await heard(one)).filter(({ payload }) => tells(payload, 'hidden'))).toEqual([])
})
