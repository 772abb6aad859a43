import type { Part } from '../../qemu/part.ts'

/** Nothing of its own: each redirected device is told the rules. */
export function redirfilterParts(): Part[] {
  return []
}
