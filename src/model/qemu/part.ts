import type { Descriptor, HelperProcess } from './plan.ts'

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

/** Properties of which one may come more than once, as only `key=value` syntax can have it. */
export type PropList = readonly (readonly [name: string, value: PropValue])[]

/**
 * One thing that QEMU is told to make. The same list starts a guest (options), plugs a device (QMP commands), and walked
 * backwards unplugs it.
 * - object, device, blockdev, netdev, audiodev: JSON on the command line, the same members in QMP
 * - process: a program that must be there before the part behind it
 * - chardev, tpmdev, fsdev, vnc, spice, …: QEMU's own `key=value` syntax, `head` being the word before the first key
 */
export type Part =
  | { make: 'object' | 'device' | 'blockdev' | 'netdev' | 'audiodev'; props: Props }
  | { make: 'keyval'; option: string; head?: string; props: Props | PropList }
  | { make: 'option'; option: string; value?: string }
  | { make: 'process'; process: HelperProcess }
