import type { MigratableContext } from '../context.ts'
import { ownPanic } from './defaults.ts'
import type { Panic } from './xml.ts'

/** What the machine reports by itself was not said. */
export function migratablePanics(panics: Panic[], { machine }: MigratableContext): void {
  const own = ownPanic(machine)
  panics.splice(0, panics.length, ...panics.filter(({ model }) => model === undefined || model !== own))
}
