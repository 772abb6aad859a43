import type { Socket } from 'node:net'
import { LodgeError } from '../../base/errors.ts'
import { descriptorOf, descriptorPassing } from './system.ts'

/** How long the other end may not read, and how often it is tried meanwhile. */
const patience = 5000
const pause = 5

/** Writes bytes with a descriptor, which comes to the other end with the first of them; it stays the caller's to close. */
export async function sendDescriptor(socket: Socket, bytes: Uint8Array, descriptor: number): Promise<void> {
  const passing = await descriptorPassing()
  if (!passing) throw new LodgeError('NO_SUPPORT', `descriptors are not passed on ${process.arch}`)
  for (let waited = 0; waited < patience; waited += pause) {
    // What was written before goes before.
    while (socket.writableLength > 0) await flushed(socket)
    const fd = descriptorOf(socket)
    if (fd === undefined) break
    const count = passing.send(fd, bytes, descriptor)
    if (count > 0) {
      if (count < bytes.length) socket.write(bytes.subarray(count))
      return
    }
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
  throw new LodgeError('OPERATION_FAILED', 'a descriptor could not be sent: the other end does not read')
}

/** Settles when all that Node has kept has gone to the kernel. */
export function flushed(socket: Socket): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  socket.write('', (error) => (error ? reject(error) : resolve()))
  return promise
}
