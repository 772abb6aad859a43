import { constants, openSync } from 'node:fs'
import { Duplex } from 'node:stream'
import { ReadStream, WriteStream } from 'node:tty'
import { errnoOf, systemError } from './files.ts'

export interface Pty {
  stream: Duplex
  /** Bytes that have come from the other end, whether they have been read from the stream or not. */
  received(): number
}

/**
 * The other end of a pseudo-terminal that the emulator has made. It has made it raw, and it has to stay so: what a line
 * discipline adds or echoes never was the guest's.
 */
export function openPty(path: string): Pty {
  const readable = new ReadStream(open(path, constants.O_RDONLY))
  const writable = new WriteStream(open(path, constants.O_WRONLY))
  readable.setRawMode(true)
  const both = Duplex.from({ readable, writable })
  // The kernel reports the emulator's end as EIO; for whoever reads it is simply the end.
  readable.on('error', (error) => {
    if (errnoOf(error) === 'EIO') both.push(null)
  })
  return { stream: both, received: () => readable.bytesRead }
}

function open(path: string, access: number): number {
  try {
    return openSync(path, access | constants.O_NOCTTY)
  } catch (error) {
    throw systemError(error, `cannot open the console ${path}`, path)
  }
}
