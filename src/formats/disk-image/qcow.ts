import { nameAt, startsWith, viewOf } from './fields.ts'
import { BrokenHeader, type LayeredFormat } from './image-header.ts'

/** QEMU's docs/interop/qcow2.txt; the oldest form has the same beginning. */
const magic = [0x51, 0x46, 0x49, 0xfb]
const headerLength = 72
const longHeaderLength = 104
const formatExtension = 0xe2792aca
const externalData = 4n

function versionOf(start: Uint8Array): number | undefined {
  return start.length >= 8 && startsWith(start, magic) ? viewOf(start).getUint32(4) : undefined
}

export const qcow: LayeredFormat = {
  name: 'qcow',
  matches: (start) => versionOf(start) === 1,
  async read(start, range) {
    const name = await nameAt(nameOf(start), range)
    return { backing: name === undefined ? undefined : { name } }
  },
}

export const qcow2: LayeredFormat = {
  name: 'qcow2',
  matches: (start) => (versionOf(start) ?? 0) >= 2,
  async read(start, range) {
    const name = await nameAt(nameOf(start), range)
    const isLong = versionOf(start) !== 2
    if (isLong && start.length < longHeaderLength) throw new BrokenHeader('its header is cut off')
    const dataFile = isLong && (viewOf(start).getBigUint64(72) & externalData) !== 0n
    return { backing: name === undefined ? undefined : { name, format: extendedFormat(start, isLong) }, dataFile }
  },
}

function nameOf(start: Uint8Array): { offset: bigint; size: number } {
  if (start.length < headerLength) throw new BrokenHeader('its header is cut off')
  const view = viewOf(start)
  return { offset: view.getBigUint64(8), size: view.getUint32(16) }
}

/** Extensions follow the header: what it is, how long, and that many bytes up to the next multiple of eight. */
function extendedFormat(start: Uint8Array, isLong: boolean): string | undefined {
  const view = viewOf(start)
  let at = isLong ? view.getUint32(100) : headerLength
  while (at + 8 <= start.length) {
    const kind = view.getUint32(at)
    const length = view.getUint32(at + 4)
    at += 8
    if (kind === 0 || at + length > start.length) return undefined
    if (kind === formatExtension) return String.fromCharCode(...start.subarray(at, at + length))
    at += Math.ceil(length / 8) * 8
  }
  return undefined
}
