import { malformed } from './reader.ts'

/** What stands before every payload (libvirt's src/rpc/virnetprotocol.x). */
export interface FrameHeader {
  program: number
  version: number
  procedure: number
  type: number
  serial: number
  status: number
}

export interface Frame {
  header: FrameHeader
  payload: Uint8Array
}

export const messageTypes = {
  CALL: 0,
  REPLY: 1,
  MESSAGE: 2,
  STREAM: 3,
  CALL_WITH_FDS: 4,
  REPLY_WITH_FDS: 5,
  STREAM_HOLE: 6,
} as const

export const messageStatus = { OK: 0, ERROR: 1, CONTINUE: 2 } as const

const headerLength = 28

/** libvirt counts 32 MiB without the length word. */
export const largestFrame = (32 << 20) + 4

export const largestPayload = largestFrame - headerLength

/** Descriptors that one message may bring with it. */
const mostDescriptors = 32

export function encodeFrame({ header, payload }: Frame): Uint8Array {
  if (payload.length > largestPayload) throw malformed(`a payload of ${payload.length} bytes can't be sent`)
  const bytes = new Uint8Array(headerLength + payload.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, bytes.length)
  view.setUint32(4, header.program)
  view.setUint32(8, header.version)
  view.setUint32(12, header.procedure)
  view.setUint32(16, header.type)
  view.setUint32(20, header.serial)
  view.setUint32(24, header.status)
  bytes.set(payload, headerLength)
  return bytes
}

/** Cuts a stream of bytes, split anywhere, into frames. What it throws can't be recovered from: the stream has no other marks. */
export class FrameSplitter {
  /** Bytes that a frame may have; a stranger's are held to less. */
  limit: number
  #pieces: Uint8Array[] = []
  #held = 0
  #wanted: number | undefined
  #skip = 0

  constructor(limit: number = largestFrame) {
    this.limit = limit
  }

  *push(chunk: Uint8Array): Generator<Frame> {
    const skipped = Math.min(this.#skip, chunk.length)
    this.#skip -= skipped
    let rest = chunk.subarray(skipped)
    while (rest.length > 0) {
      const missing = (this.#wanted ?? 4) - this.#held
      this.#hold(rest.subarray(0, missing))
      rest = rest.subarray(missing)
      if (this.#wanted === undefined && this.#held >= 4) this.#wanted = this.#length()
      if (this.#wanted === undefined || this.#held < this.#wanted) continue
      const frame = readFrame(this.#gather())
      const descriptors = descriptorsOf(frame)
      yield frame
      const behind = Math.min(descriptors, rest.length)
      this.#skip = descriptors - behind
      rest = rest.subarray(behind)
    }
  }

  /** Nothing is reserved for bytes that were only announced. */
  #hold(piece: Uint8Array): void {
    if (piece.length === 0) return
    this.#pieces.push(piece)
    this.#held += piece.length
    // A sender of single bytes must not cost more than the bytes.
    if (this.#pieces.length >= 1024) this.#pieces = [joined(this.#pieces, this.#held)]
  }

  #length(): number {
    const word = joined(this.#pieces, this.#held)
    const length = new DataView(word.buffer, word.byteOffset).getUint32(0)
    if (length < headerLength) throw malformed(`a message of ${length} bytes has no room for its header`)
    if (length > this.limit) throw malformed(`a message of ${length} bytes is too long; ${this.limit} are allowed`)
    return length
  }

  #gather(): Uint8Array {
    const whole = joined(this.#pieces, this.#held)
    this.#pieces = []
    this.#held = 0
    this.#wanted = undefined
    return whole
  }
}

function readFrame(bytes: Uint8Array): Frame {
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  const word = (index: number): number => view.getUint32(index * 4)
  return {
    header: {
      ...{ program: word(1), version: word(2), procedure: word(3) },
      ...{ type: word(4), serial: word(5), status: word(6) },
    },
    payload: bytes.subarray(headerLength),
  }
}

/** Behind a message with descriptors stands one byte for each of them, outside its length. */
function descriptorsOf({ header, payload }: Frame): number {
  if (header.type !== messageTypes.CALL_WITH_FDS && header.type !== messageTypes.REPLY_WITH_FDS) return 0
  if (payload.length < 4) throw malformed('a message with descriptors does not say how many')
  const count = new DataView(payload.buffer, payload.byteOffset).getUint32(0)
  if (count > mostDescriptors) throw malformed(`a message with ${count} descriptors; ${mostDescriptors} are allowed`)
  return count
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const [only] = pieces
  if (pieces.length === 1 && only) return only
  const whole = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
