import type { ByteStream } from '../../../api/index.ts'

/** What is known already, as a stream that takes nothing. */
export function bytesStream(bytes: Uint8Array): ByteStream {
  return {
    write: () => true,
    end: () => {},
    destroy: () => {},
    once: () => {},
    async *[Symbol.asyncIterator]() {
      yield bytes
    },
  }
}
