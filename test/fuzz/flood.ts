import { duplexPair } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import { RpcServer } from '../../src/access/rpc/server/index.ts'
import type { DomainEvent, Host } from '../../src/api/index.ts'
import { LodgeError } from '../../src/base/errors.ts'
import { Feed } from '../../src/base/feed.ts'
import { RpcPeer } from '../support/rpc-peer.ts'
import { brokenFrame } from './frames.ts'
import { Random } from './random.ts'

export interface FloodResult {
  frames: number
  connections: number
  /** What the bad clients were told. */
  answered: number
  /** Milliseconds that a client who does everything right had to wait, at worst. */
  longestWait: number
  questions: number
}

const uri = 'qemu:///system'

/** Messages that one bad client sends before it goes. */
const mostOfOne = 200

/** So many broken messages, cut anywhere, while a good client asks all the time. Throws where that one gets no answer, or a wrong one. */
export async function flood({ count, seed }: { count: number; seed: number }): Promise<FloodResult> {
  const random = new Random(seed)
  const server = new RpcServer({ host: refusingHost(new Feed()), uris: [uri] })
  const result: FloodResult = { frames: 0, connections: 0, answered: 0, longestWait: 0, questions: 0 }
  const good = goodClient(server)
  await good.call('CONNECT_OPEN', { name: uri, flags: 0 })
  while (result.frames < count) {
    await oneBadClient(server, random, result)
    const asked = performance.now()
    const { text } = (await good.call('CONNECT_GET_TYPE')) as { text: string }
    if (text !== 'QEMU') throw new Error(`the good client was told '${text}'`)
    result.longestWait = Math.max(result.longestWait, performance.now() - asked)
    result.questions++
  }
  good.socket.destroy()
  server.close()
  return result
}

function goodClient(server: RpcServer): RpcPeer {
  const [mine, theirs] = duplexPair()
  server.accept(theirs)
  return new RpcPeer(mine)
}

async function oneBadClient(server: RpcServer, random: Random, result: FloodResult): Promise<void> {
  const [mine, theirs] = duplexPair()
  result.connections++
  server.accept(theirs, { readOnly: random.oneIn(4) })
  // What it hears is read, and has to be well formed.
  const peer = new RpcPeer(mine)
  if (!random.oneIn(5)) peer.send('CONNECT_OPEN', { name: uri, flags: 0 })
  for (let left = mostOfOne; left > 0 && !theirs.destroyed; left--) {
    const frame = brokenFrame(random)
    result.frames++
    const cut = random.below(frame.length)
    if (random.oneIn(20) && frame.length < 200) for (const byte of frame) mine.write(Uint8Array.of(byte))
    else if (random.oneIn(300)) mine.write(frame.subarray(0, cut))
    else {
      mine.write(frame.subarray(0, cut))
      mine.write(frame.subarray(cut))
    }
    if (left % 16 === 0) await turn()
  }
  if (random.oneIn(2)) mine.end()
  else mine.destroy()
  await turn()
  theirs.destroy()
  result.answered += peer.frames.length
}

/** Everything is there, and nothing of it can be done: what is tried out is the way to it. */
function refusingHost(events: Feed<DomainEvent>): Host {
  const uuid = '00000000-0000-4000-8000-000000000001'
  const domain: object = refusing({ name: 'test', uuid, id: 1, active: () => domain })
  const known = {
    domain: async () => domain,
    domains: async () => [domain],
    events: () => events.iterate(),
  }
  return refusing(known) as Host
}

function refusing(known: Record<PropertyKey, unknown>): object {
  const refuse = async (): Promise<never> => {
    throw new LodgeError('OPERATION_FAILED', 'not in this test')
  }
  return new Proxy(refuse, {
    // Nobody waits for it as for a promise.
    get: (_, name) => (name === 'then' ? undefined : (known[name] ?? refusing({}))),
  })
}
