import type { ByteStream } from '../../api/index.ts'
import type { Terminal } from './terminal.ts'

/** Ctrl-], which telnet and virsh have taught everyone. */
const leaveKey = 0x1d

/**
 * Joins the terminal and a guest's console until the user leaves or the guest's side ends. On a terminal, keys go to the
 * guest as they are typed (raw mode); elsewhere standard input is passed on as it comes, Ctrl-] included.
 */
export async function attachConsole(guest: ByteStream, { input, output }: Terminal): Promise<'left' | 'ended'> {
  const { promise: left, resolve: leave } = Promise.withResolvers<'left'>()
  const typed = (chunk: Buffer): void => {
    const leaves = input.isTTY ? chunk.indexOf(leaveKey) : -1
    guest.write(leaves < 0 ? chunk : chunk.subarray(0, leaves))
    if (leaves >= 0) leave('left')
  }
  input.on('data', typed)
  if (input.isTTY) input.setRawMode(true)
  input.resume()
  try {
    return await Promise.race([left, show(guest, output)])
  } finally {
    if (input.isTTY) input.setRawMode(false)
    input.off('data', typed).pause()
    // A pipe that nobody closes would keep the process alive.
    input.unref?.()
  }
}

async function show(guest: ByteStream, output: NodeJS.WriteStream): Promise<'ended'> {
  try {
    for await (const chunk of guest) {
      // A terminal that is slower than the guest slows the guest's port down, not our memory up.
      if (!output.write(chunk)) await new Promise((resolve) => output.once('drain', resolve))
    }
  } catch {
    // The stream breaks when the guest is gone or the user has left: either way it is over.
  }
  return 'ended'
}
