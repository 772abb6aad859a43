import { once } from 'node:events'
import type { Socket } from 'node:net'

/** A socket that has come so far. The signal is for the way there: given to the socket itself it would end it later, too. */
export async function arrived<S extends Socket>(socket: S, event: string, signal: AbortSignal): Promise<S> {
  try {
    await once(socket, event, { signal })
    return socket
  } catch (error) {
    socket.destroy()
    throw error
  }
}
