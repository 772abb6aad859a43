import { closeSync } from 'node:fs'
import {
  AF_UNIX,
  cmsgHeader,
  EAGAIN,
  EINTR,
  hasKnownStructures,
  iovecSize,
  MSG_CMSG_CLOEXEC,
  MSG_CTRUNC,
  MSG_DONTWAIT,
  MSG_NOSIGNAL,
  msghdrSize,
  SCM_RIGHTS,
  SOCK_CLOEXEC,
  SOCK_STREAM,
  SOL_SOCKET,
} from './abi.ts'
import { type Libc, loadLibc } from './libc.ts'

/** What has come over a UNIX socket. */
export interface Received {
  bytes: Uint8Array
  /** They are whoever reads them to close. */
  descriptors: number[]
}

/** The one thing that Node's sockets lack: descriptors beside the bytes (unix(7)). Nothing here waits. */
export interface DescriptorPassing {
  /** What is there: undefined where nothing is, no bytes where the other end has said all. */
  receive(socket: number): Received | undefined
  /** How many bytes have gone, and with the first of them the descriptor; 0 where there is no room. */
  send(socket: number, bytes: Uint8Array, descriptor?: number): number
  /** Two ends of one connection. */
  pair(): [number, number]
}

const chunkSize = 64 << 10
/** The kernel passes up to 253 at once. */
const controlSize = 1040

type MessageCall = (socket: number, message: Uint8Array, flags: number) => number | bigint
type PairCall = (domain: number, type: number, protocol: number, pair: Uint8Array) => number

export async function descriptorPassing(): Promise<DescriptorPassing | undefined> {
  if (!hasKnownStructures) return undefined
  const libc = await loadLibc('to pass descriptors needs')
  const recvmsg = libc.func<MessageCall>('int64_t recvmsg(int socket, void *message, int flags)')
  const sendmsg = libc.func<MessageCall>('int64_t sendmsg(int socket, void *message, int flags)')
  const socketpair = libc.func<PairCall>('int socketpair(int domain, int type, int protocol, void *pair)')
  // Calls are synchronous, so that one room serves all of them.
  const room = new Message(libc, Buffer.alloc(chunkSize), Buffer.alloc(controlSize))
  return {
    receive: (socket) => {
      const count = again(libc, 'recvmsg', () => recvmsg(socket, room.forReading(), MSG_DONTWAIT | MSG_CMSG_CLOEXEC))
      if (count === undefined) return undefined
      const descriptors = room.descriptors()
      if (room.isTruncated) {
        for (const each of descriptors) closeSync(each)
        throw new Error('more descriptors have come than there is room for')
      }
      return { bytes: room.bytes(count), descriptors }
    },
    send: (socket, bytes, descriptor) => {
      const message = new Message(libc, Buffer.from(bytes), controlOf(descriptor))
      return again(libc, 'sendmsg', () => sendmsg(socket, message.forWriting(), MSG_DONTWAIT | MSG_NOSIGNAL)) ?? 0
    },
    pair: () => {
      const ends = Buffer.alloc(8)
      again(libc, 'socketpair', () => socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
      return [ends.readInt32LE(0), ends.readInt32LE(4)]
    },
  }
}

/** Undefined where it would have had to wait. */
function again(libc: Libc, name: string, call: () => number | bigint): number | undefined {
  for (;;) {
    const result = Number(call())
    if (result >= 0) return result
    const errno = libc.errno()
    if (errno === EAGAIN) return undefined
    if (errno !== EINTR) throw Object.assign(new Error(`${name} has failed with errno ${errno}`), { errno })
  }
}

/** A `struct msghdr` with one piece of bytes and its control data. */
class Message {
  readonly #header = Buffer.alloc(msghdrSize)
  readonly #piece = Buffer.alloc(iovecSize)
  readonly #bytes: Buffer
  readonly #control: Buffer
  readonly #libc: Libc

  constructor(libc: Libc, bytes: Buffer, control: Buffer) {
    this.#libc = libc
    this.#bytes = bytes
    this.#control = control
  }

  forReading(): Buffer {
    this.#control.fill(0)
    return this.forWriting()
  }

  forWriting(): Buffer {
    const address = (bytes: Uint8Array): bigint => (bytes.length > 0 ? this.#libc.addressOf(bytes) : 0n)
    this.#piece.writeBigUInt64LE(address(this.#bytes), 0)
    this.#piece.writeBigUInt64LE(BigInt(this.#bytes.length), 8)
    this.#header.fill(0)
    this.#header.writeBigUInt64LE(address(this.#piece), 16)
    this.#header.writeBigUInt64LE(1n, 24)
    this.#header.writeBigUInt64LE(address(this.#control), 32)
    this.#header.writeBigUInt64LE(BigInt(this.#control.length), 40)
    return this.#header
  }

  get isTruncated(): boolean {
    return (this.#header.readInt32LE(48) & MSG_CTRUNC) !== 0
  }

  bytes(count: number): Uint8Array {
    return Uint8Array.prototype.slice.call(this.#bytes, 0, count)
  }

  descriptors(): number[] {
    const end = Number(this.#header.readBigUInt64LE(40))
    const found: number[] = []
    for (let at = 0; at + cmsgHeader <= end; ) {
      const length = Number(this.#control.readBigUInt64LE(at))
      if (length < cmsgHeader) break
      const isRights =
        this.#control.readInt32LE(at + 8) === SOL_SOCKET && this.#control.readInt32LE(at + 12) === SCM_RIGHTS
      for (let each = at + cmsgHeader; isRights && each + 4 <= at + length; each += 4) {
        found.push(this.#control.readInt32LE(each))
      }
      at += Math.ceil(length / 8) * 8
    }
    return found
  }
}

function controlOf(descriptor: number | undefined): Buffer {
  if (descriptor === undefined) return Buffer.alloc(0)
  const control = Buffer.alloc(cmsgHeader + 8)
  control.writeBigUInt64LE(BigInt(cmsgHeader + 4), 0)
  control.writeInt32LE(SOL_SOCKET, 8)
  control.writeInt32LE(SCM_RIGHTS, 12)
  control.writeInt32LE(descriptor, 16)
  return control
}
