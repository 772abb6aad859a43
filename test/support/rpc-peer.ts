import { type Duplex, duplexPair } from 'node:stream'
import { wireError } from '../../src/access/rpc/protocol/error.ts'
import { procedures } from '../../src/access/rpc/protocol/index.ts'
import { type ProcedureName, procedureNumbers } from '../../src/access/rpc/protocol/numbers.ts'
import { programs } from '../../src/access/rpc/protocol/programs.ts'
import { RpcServer } from '../../src/access/rpc/server/index.ts'
import type { Limits } from '../../src/access/rpc/server/limits.ts'
import type { ActiveDomain, DomainEvent, Host } from '../../src/api/index.ts'
import { LodgeError } from '../../src/base/errors.ts'
import { Feed } from '../../src/base/feed.ts'
import { decode, encode, encodeFrame, type Frame, FrameSplitter, messageTypes } from '../../src/formats/xdr/index.ts'

/** A client that says exactly what a test wants, and hears every frame. */
export class RpcPeer {
  readonly socket: Duplex
  readonly frames: Frame[] = []
  closed = false
  #serial = 0
  readonly #waiting = new Set<() => void>()

  constructor(socket: Duplex) {
    this.socket = socket
    const splitter = new FrameSplitter()
    socket.on('data', (chunk: Uint8Array) => {
      this.frames.push(...splitter.push(chunk))
      this.#wake()
    })
    socket.on('error', () => {})
    const end = (): void => {
      this.closed = true
      this.#wake()
    }
    socket.on('end', end).on('close', end)
  }

  frame(header: Partial<Frame['header']>, payload: Uint8Array = new Uint8Array()): Uint8Array {
    const { number: program, version } = programs.remote
    return encodeFrame({
      header: { program, version, procedure: 0, type: messageTypes.CALL, serial: 0, status: 0, ...header },
      payload,
    })
  }

  /** Sends a call without waiting; the serial under which its answer comes. */
  send(name: ProcedureName, args?: unknown): number {
    const serial = this.#serial++
    const payload = encode(procedures[name]?.args as never, args as never, 1 << 20)
    this.socket.write(this.frame({ procedure: procedureNumbers[name], serial }, payload))
    return serial
  }

  async call(name: ProcedureName, args?: unknown): Promise<unknown> {
    const serial = this.send(name, args)
    const reply = await this.next(({ header }) => header.type === messageTypes.REPLY && header.serial === serial)
    if (reply.header.status !== 0) throw decode(wireError, reply.payload)
    return decode(procedures[name]?.result as never, reply.payload)
  }

  /** The next frame of that kind, taken out of what has come. */
  async next(fits: (frame: Frame) => boolean = () => true): Promise<Frame> {
    for (;;) {
      const index = this.frames.findIndex(fits)
      const [frame] = index < 0 ? [] : this.frames.splice(index, 1)
      if (frame) return frame
      if (this.closed) throw new Error('the connection has ended')
      await this.#news()
    }
  }

  async ended(): Promise<void> {
    while (!this.closed) await this.#news()
  }

  #news(): Promise<void> {
    return new Promise((resolve) => this.#waiting.add(resolve))
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve()
    this.#waiting.clear()
  }
}

export interface Served {
  server: RpcServer
  events: Feed<DomainEvent>
  /** A new client; it has opened unless it is to do so itself. */
  connect(options?: { readOnly?: boolean; open?: boolean }): Promise<RpcPeer>
}

/** A server over a host of which only some methods are there. */
export function served(host: Partial<Host> = {}, limits: Partial<Limits> = {}): Served {
  const events = new Feed<DomainEvent>()
  const server = new RpcServer({
    host: { events: () => events.iterate(), ...host } as Host,
    uris: ['qemu:///system'],
    limits,
  })
  return {
    server,
    events,
    async connect({ readOnly = false, open = true } = {}) {
      const [mine, theirs] = duplexPair()
      server.accept(theirs, { readOnly })
      const peer = new RpcPeer(mine)
      if (open) await peer.call('CONNECT_OPEN', { name: 'qemu:///system', flags: 0 })
      return peer
    },
  }
}

export const testUuid = 'c7a5fdbd-edaf-9455-926a-d65c16db1809'
export const testHandle = { name: 'test', uuid: testUuid, id: 1 }

/** A host with one domain. */
export function hostWith(domain: Partial<ActiveDomain>): Partial<Host> {
  const only = { ...testHandle, active: () => only, ...domain } as ActiveDomain
  return {
    domains: async () => [only],
    domain: async (nameOrUuid) => {
      if (nameOrUuid === only.name || nameOrUuid === only.uuid) return only
      throw new LodgeError('NO_DOMAIN', 'nobody')
    },
  }
}
