import { connect } from 'node:net'
import { errnoOf } from '../driver/host/files.ts'

/** Whether a daemon listens there; one whose queue is full does. */
export async function answers(path: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = connect(path, () => resolve(true)).once('error', (error) => resolve(errnoOf(error) === 'EAGAIN'))
  const answered = await promise
  socket.destroy()
  return answered
}
