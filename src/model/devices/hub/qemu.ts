import type { Part } from '../../qemu/part.ts'
import type { LaunchContext } from '../context.ts'
import type { Hub } from './xml.ts'

export function hubParts(_: Hub, { alias, place }: LaunchContext): Part[] {
  return [{ make: 'device', props: { driver: 'usb-hub', id: alias, ...place } }]
}
