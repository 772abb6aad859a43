import type { Duplex } from 'node:stream'
import type { Terminal } from './terminal.ts'

/** Ctrl-], which telnet and virsh have taught everyone. */
const leaveKey = 0x1d

/**
 * Joins the terminal and a guest's console until the user leaves or the guest's side ends. On a terminal, keys go to the
 * guest as they are typed (raw mode); elsewhere standard input is passed on as it comes, Ctrl-] included.
 */
export async function attachConsole(guest: Duplex, { input, output }: Terminal): Promise<'left' | 'ended'> {
  const { promise, resolve } = Promise.withResolvers<'left' | 'ended'>()
  const typed = (chunk: Buffer): void => {
    const leaves = input.isTTY ? chunk.indexOf(leaveKey) : -1
    guest.write(leaves < 0 ? chunk : chunk.subarray(0, leaves))
    if (leaves >= 0) resolve('left')
  }
  const shown = (chunk: Buffer): void => {
    // A terminal that is slower than the guest slows the guest's port down, not our memory up.
    if (!output.write(chunk)) {
      guest.pause()
      output.once('drain', () => guest.resume())
    }
  }
  const ended = (): void => resolve('ended')

  guest.on('data', shown).once('end', ended).once('close', ended).once('error', ended)
  input.on('data', typed)
  if (input.isTTY) input.setRawMode(true)
  input.resume()
  try {
    return await promise
  } finally {
    if (input.isTTY) input.setRawMode(false)
    input.off('data', typed).pause()
    // A pipe that nobody closes would keep the process alive.
    input.unref?.()
    guest.off('data', shown)
  }
}
