import { type Duplex, duplexPair } from 'node:stream'
import { RemoteHost, type RemoteHostOptions } from '../../src/access/rpc/client/remote-host.ts'
import type { Host } from '../../src/api/index.ts'
import { type Served, served } from './rpc-peer.ts'

export interface Connected extends Served, AsyncDisposable {
  remote: RemoteHost
  /** The server's ends of the connections, the first one first. */
  sockets: Duplex[]
}

/** A client of a server over a host of which only some methods are there. */
export async function connected(
  host: Partial<Host> = {},
  options: Partial<RemoteHostOptions> = {},
): Promise<Connected> {
  const there = served(host)
  const sockets: Duplex[] = []
  const remote = await RemoteHost.open({
    ...{ uri: 'test', name: 'qemu:///system', connectTimeout: 5000 },
    dial: async () => {
      const [mine, theirs] = duplexPair()
      sockets.push(theirs)
      there.server.accept(theirs)
      return mine
    },
    ...options,
  })
  return {
    ...{ ...there, remote, sockets },
    [Symbol.asyncDispose]: async () => {
      await remote[Symbol.asyncDispose]()
      there.server.close()
    },
  }
}
