import { duplexPair } from 'node:stream'
import { expect, test } from 'vitest'
import { accessClasses } from '../../src/access/chain/access-classes.ts'
import { domainHandle } from '../../src/access/rpc/protocol/types.ts'
import { RpcServer } from '../../src/access/rpc/server/index.ts'
import { encode } from '../../src/formats/xdr/index.ts'
import { RpcPeer } from '../support/rpc-peer.ts'
import { argumentsAbout, rpcRows, told } from '../support/rpc-rows.ts'
import { pc, Scratch } from './scratch.ts'

/** As counts, rooms, places and flags: products of two of them have no room in 32 bits, nor in any memory. */
const absurd = [0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0x4010_0400]

/** Numbers behind each other: one in every place, or in every other. */
const rows = [...absurd.map((each) => [each, each]), [0x7fff_ffff, 1], [1, 0x7fff_ffff]]

function words([even = 0, odd = 0]: readonly number[]): Uint8Array {
  const bytes = Buffer.alloc(400)
  for (let at = 0; at < bytes.length; at += 8) {
    bytes.writeUInt32BE(even, at)
    bytes.writeUInt32BE(odd, at + 4)
  }
  return bytes
}

test('whatever room a client says that it has, it is answered, and that costs little (CVE-2024-2494, CVE-2026-18917)', {
  timeout: 300_000,
}, async () => {
  await using scratch = await Scratch.make()
  const guest = await scratch.host.create(pc(), { paused: true })
  const { name, uuid, id = -1 } = guest
  const server = new RpcServer({ host: scratch.host, uris: ['qemu:///system'] })
  const [near, far] = duplexPair()
  server.accept(far)
  const peer = new RpcPeer(near)
  await peer.call('CONNECT_OPEN', { name: '', flags: 0 })
  const handle = encode(domainHandle, { name, uuid, id }, 1 << 10)
  const before = process.memoryUsage().rss
  let most = 0
  for (const row of rpcRows.filter((each) => accessClasses[each.access] && each.name !== 'CONNECT_CLOSE')) {
    const about = argumentsAbout(row, { name, uuid, id }) ? handle : new Uint8Array()
    for (const numbers of rows) {
      const { bytes } = await told(peer, row, Buffer.concat([about, words(numbers)]))
      most = Math.max(most, bytes.length)
    }
  }
  expect(most).toBeLessThan(1 << 20)
  expect(process.memoryUsage().rss - before).toBeLessThan(512 << 20)
  await guest.destroy()
})
