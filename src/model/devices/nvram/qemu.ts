import type { Part } from '../../qemu/part.ts'
import type { Nvram } from './xml.ts'

/** The machine makes the device: only its place can be said. */
export function nvramParts({ address }: Nvram): Part[] {
  if (address?.type !== 'spapr-vio' || address.reg === undefined) return []
  return [{ make: 'option', option: '-global', value: `spapr-nvram.reg=0x${address.reg.toString(16)}` }]
}
