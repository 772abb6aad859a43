import type { Socket } from 'node:net'
import { SO_PEERCRED, SO_PEERGROUPS, SOL_SOCKET } from './abi.ts'
import { loadLibc } from './libc.ts'

/** Who has connected to a UNIX socket, as it was then: nothing that the process does later changes it. */
export interface PeerCredentials {
  pid: number
  uid: number
  gid: number
  /** Supplementary ones. */
  groups: number[]
}

/** The kernel's own limit is 65,536; a process with more than this has the first ones. */
const mostGroups = 4096

type GetOption = (fd: number, level: number, option: number, value: Uint8Array, length: Uint8Array) => number

/** Reads the credentials of connected sockets; undefined of those that have none. */
export async function peerReader(): Promise<(socket: Socket) => PeerCredentials | undefined> {
  const libc = await loadLibc('to know who connects needs')
  const get = libc.func<GetOption>('int getsockopt(int fd, int level, int option, void *value, void *length)')
  return (socket) => {
    const fd = descriptorOf(socket)
    return fd === undefined ? undefined : read(fd, get)
  }
}

function read(fd: number, get: GetOption): PeerCredentials | undefined {
  const option = (number: number, size: number): Buffer | undefined => {
    const [value, length] = [Buffer.alloc(size), Buffer.alloc(4)]
    length.writeUInt32LE(size)
    return get(fd, SOL_SOCKET, number, value, length) === 0 ? value.subarray(0, length.readUInt32LE()) : undefined
  }
  const who = option(SO_PEERCRED, 12)
  if (who?.length !== 12) return undefined
  const groups = option(SO_PEERGROUPS, mostGroups * 4) ?? Buffer.alloc(0)
  return {
    ...{ pid: who.readInt32LE(0), uid: who.readUInt32LE(4), gid: who.readUInt32LE(8) },
    groups: Array.from({ length: groups.length / 4 }, (_, index) => groups.readUInt32LE(index * 4)),
  }
}

/** Node names no descriptor of a socket, though it has one. */
export function descriptorOf(socket: Socket): number | undefined {
  const { _handle: handle } = socket as Socket & { _handle?: { fd?: unknown } | null }
  return typeof handle?.fd === 'number' && handle.fd >= 0 ? handle.fd : undefined
}
