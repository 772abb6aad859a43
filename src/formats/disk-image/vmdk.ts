import { startsWith, textOf, viewOf } from './fields.ts'
import { BrokenHeader, type ImageHeader, type LayeredFormat, type ReadRange } from './image-header.ts'

/** VMware's Virtual Disk Format 5.0: a header with numbers whose lowest byte comes first, and a description as text. */
const magic = [0x4b, 0x44, 0x4d, 0x56]
const headerLength = 64
const sector = 512
const longestDescription = 64 * 1024
const textMagic = '# Disk DescriptorFile'

export const vmdk: LayeredFormat = {
  name: 'vmdk',
  matches: (start) => startsWith(start, magic) || isDescription(start),
  async read(start, range) {
    return parentOf(isDescription(start) ? await range(0, longestDescription) : await embedded(start, range))
  },
}

function isDescription(start: Uint8Array): boolean {
  return String.fromCharCode(...start.subarray(0, textMagic.length)) === textMagic
}

async function embedded(start: Uint8Array, range: ReadRange): Promise<Uint8Array> {
  if (start.length < headerLength) throw new BrokenHeader('its header is cut off')
  const view = viewOf(start)
  const offset = view.getBigUint64(28, true) * BigInt(sector)
  const size = view.getBigUint64(36, true) * BigInt(sector)
  if (offset === 0n || offset > BigInt(Number.MAX_SAFE_INTEGER)) return new Uint8Array()
  return range(Number(offset), size > longestDescription ? longestDescription : Number(size))
}

/** The parent of an image is of the same format. */
function parentOf(description: Uint8Array): ImageHeader {
  const end = description.indexOf(0)
  const text = textOf(end < 0 ? description : description.subarray(0, end))
  const parent = /^parentCID=(\w+)$/m.exec(text)?.[1]
  const name = /^parentFileNameHint="([^"\n]{1,1023})"/m.exec(text)?.[1]
  const none = parent === undefined || /^f{8}$/i.test(parent) || name === undefined
  return none ? {} : { backing: { name, format: vmdk.name } }
}
