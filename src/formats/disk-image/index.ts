import { type ImageHeader, type LayeredFormat, type ReadRange, startLength } from './image-header.ts'
import { qcow, qcow2 } from './qcow.ts'
import { qed } from './qed.ts'
import { vmdk } from './vmdk.ts'

export { BrokenHeader, type ImageHeader, type ReadRange } from './image-header.ts'

const layeredFormats: readonly LayeredFormat[] = [qcow, qcow2, qed, vmdk]

/** Images of this format can lie over others. */
export function isLayered(format: string): boolean {
  return layeredFormats.some(({ name }) => name === format)
}

/** What an image says of itself, read as the format that it is said to have; undefined where it is of another. */
export async function readImageHeader(format: string, range: ReadRange): Promise<ImageHeader | undefined> {
  const start = await range(0, startLength)
  const known = layeredFormats.find(({ name, matches }) => name === format && matches(start))
  return known?.read(start, range)
}

/** The layered format that an image's first bytes are of, if any. */
export async function layeredFormatOf(range: ReadRange): Promise<string | undefined> {
  const start = await range(0, startLength)
  return layeredFormats.find(({ matches }) => matches(start))?.name
}
