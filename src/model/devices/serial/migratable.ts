import type { Serial } from './xml.ts'

/** Ports of the board itself had no type and no model. */
export function migratableSerials(serials: Serial[]): void {
  for (const { target } of serials) {
    if (target?.type !== 'system-serial' && target?.type !== 'spapr-vio-serial') continue
    target.type = undefined
    target.model = undefined
  }
}
