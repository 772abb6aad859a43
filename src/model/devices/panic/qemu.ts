import type { Part } from '../../qemu/part.ts'
import type { LaunchContext } from '../context.ts'
import type { Panic } from './xml.ts'

/** The other models are the machine's own, or a word of the CPU. */
export function panicParts({ model, address }: Panic, { place }: LaunchContext): Part[] {
  if (model === 'pvpanic') return [{ make: 'device', props: { driver: 'pvpanic-pci', ...place } }]
  if (model !== 'isa') return []
  const ioport = address?.type === 'isa' ? address.iobase : undefined
  return [{ make: 'device', props: { driver: 'pvpanic', ioport } }]
}
