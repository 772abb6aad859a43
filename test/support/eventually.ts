import { vi } from 'vitest'

/** What is there in the end, however busy the machine is. */
export function eventually<T>(look: () => T) {
  return vi.waitUntil(look, { timeout: 60_000 })
}
