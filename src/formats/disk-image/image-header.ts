/** Bytes of an image; fewer where it ends before. */
export type ReadRange = (offset: number, size: number) => Promise<Uint8Array>

/** What an image's own first bytes say that it lies over. */
export interface ImageHeader {
  /** As it stands there: a path, a URL, or QEMU's `json:{…}`. */
  backing?: { name: string; format?: string }
  /** The guest's bytes are in another file. */
  dataFile?: boolean
}

/** A format whose images can lie over others. */
export interface LayeredFormat {
  name: string
  /** Whether these are an image's first bytes. */
  matches(start: Uint8Array): boolean
  read(start: Uint8Array, range: ReadRange): Promise<ImageHeader>
}

/** What is read of every image; all that is not a name stands within. */
export const startLength = 4096

/** A header that can't be true. */
export class BrokenHeader extends Error {}
