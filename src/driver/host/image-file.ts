import { constants, type Stats } from 'node:fs'
import { open, stat } from 'node:fs/promises'

/** An image's first bytes, for whoever reads what it says of itself. */
export interface ImageFile extends AsyncDisposable {
  kind: 'file' | 'block'
  /** The same for every path that leads to it. */
  identity: string
  range(offset: number, size: number): Promise<Uint8Array>
}

/** Undefined where it is not there or may not be read; anything but a file or a block device is looked at, and not opened. */
export async function openImage(path: string): Promise<ImageFile | 'other' | undefined> {
  try {
    // Opening some devices does something to them.
    if (!kindOf(await stat(path))) return 'other'
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    const stats = await file.stat()
    const kind = kindOf(stats)
    if (!kind) {
      await file.close()
      return 'other'
    }
    return {
      kind,
      identity: kind === 'file' ? `${stats.dev}:${stats.ino}` : `block:${stats.rdev}`,
      async range(offset, size) {
        const { buffer, bytesRead } = await file.read(Buffer.alloc(size), 0, size, offset)
        return buffer.subarray(0, bytesRead)
      },
      [Symbol.asyncDispose]: () => file.close(),
    }
  } catch {
    return undefined
  }
}

function kindOf(stats: Stats): ImageFile['kind'] | undefined {
  if (stats.isFile()) return 'file'
  return stats.isBlockDevice() ? 'block' : undefined
}
