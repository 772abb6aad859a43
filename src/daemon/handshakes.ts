import type { Socket } from 'node:net'

interface Limits {
  /** At a time. */
  most: number
  /** Milliseconds for each, however much it says meanwhile. */
  within: number
}

interface Handshake {
  socket: Socket
  address: string
  deadline: NodeJS.Timeout
}

/** Clients that have not shown a certificate yet. Where they are too many, those give way that are most from one address. */
export class Handshakes {
  readonly #limits: Limits
  /** The oldest one first. */
  readonly #open = new Map<string, Handshake>()

  constructor(limits: Limits) {
    this.#limits = limits
  }

  begin(socket: Socket): void {
    const { most, within } = this.#limits
    // Node's own time for it runs anew with each byte.
    const deadline = setTimeout(() => socket.destroy(), within)
    this.#open.set(keyOf(socket), { socket, address: socket.remoteAddress ?? '', deadline })
    const key = keyOf(socket)
    socket.once('close', () => this.#forget(key))
    if (this.#open.size > most) this.#oldestOfMost()?.socket.destroy()
  }

  /** The socket is the TLS one, over that which has begun. */
  done(socket: Socket): void {
    this.#forget(keyOf(socket))
  }

  end(): void {
    for (const { socket } of this.#open.values()) socket.destroy()
  }

  #forget(key: string): void {
    clearTimeout(this.#open.get(key)?.deadline)
    this.#open.delete(key)
  }

  #oldestOfMost(): Handshake | undefined {
    const counts = new Map<string, number>()
    for (const { address } of this.#open.values()) counts.set(address, (counts.get(address) ?? 0) + 1)
    const most = Math.max(...counts.values())
    return this.#open.values().find(({ address }) => counts.get(address) === most)
  }
}

function keyOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`
}
