import type { Descriptor } from './plan.ts'

/** What a part's property may hold; `undefined` is left out, a descriptor becomes its number when the plan is rendered. */
export type PropValue =
  | null
  | string
  | number
  | bigint
  | boolean
  | undefined
  | Descriptor
  | PropValue[]
  | { [name: string]: PropValue }

export interface Props {
  [name: string]: PropValue
}

/**
 * One thing that QEMU is told to make. The same list starts a guest (options), plugs a device (QMP commands), and walked
 * backwards unplugs it.
 * - object, device, blockdev, netdev, audiodev: JSON on the command line, the same members in QMP
 * - chardev, tpmdev, fsdev, vnc, spice, …: QEMU's own `key=value` syntax, `head` being the word before the first key
 */
export type Part =
  | { make: 'object' | 'device' | 'blockdev' | 'netdev' | 'audiodev'; props: Props }
  | { make: 'keyval'; option: string; head?: string; props: Props }
  | { make: 'option'; option: string; value?: string }
