import type { Graphics } from './xml.ts'

/** A display had one address, and a socket was an attribute. */
export function migratableGraphics(displays: Graphics[]): void {
  for (const { backend } of displays) {
    if (backend.type === 'vnc' && backend.socket !== undefined) backend.listens = []
    if (backend.type === 'spice' && backend.listens.some(({ at }) => at.type === 'none')) {
      backend.listens = []
      backend.autoport = false
    }
  }
}
