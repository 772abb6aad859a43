import type { RunningContext } from '../context.ts'
import { socketOf } from './qemu.ts'
import type { Channel } from './xml.ts'

/** Where its socket was made, and that nobody in the guest has opened it yet. */
export function showSocket(channel: Channel, context: RunningContext): void {
  const { source, target } = channel
  if (target.end.type === 'guestfwd') return
  target.end.state = 'disconnected'
  if (source.type !== 'unix' || source.path !== undefined) return
  source.mode = 'bind'
  source.path = socketOf(channel, context)
}
