import { nameAt, startsWith, viewOf } from './fields.ts'
import { BrokenHeader, type LayeredFormat } from './image-header.ts'

/** QEMU's docs/interop/qed_spec.txt; numbers have their lowest byte first. */
const magic = [0x51, 0x45, 0x44, 0]
const headerLength = 64
const hasBacking = 1n
const backingIsRaw = 4n

export const qed: LayeredFormat = {
  name: 'qed',
  matches: (start) => startsWith(start, magic),
  async read(start, range) {
    if (start.length < headerLength) throw new BrokenHeader('its header is cut off')
    const view = viewOf(start)
    const features = view.getBigUint64(16, true)
    if ((features & hasBacking) === 0n) return {}
    const place = { offset: BigInt(view.getUint32(56, true)), size: view.getUint32(60, true) }
    const name = await nameAt(place, range)
    const format = (features & backingIsRaw) === 0n ? undefined : 'raw'
    return { backing: name === undefined ? undefined : { name, format } }
  },
}
