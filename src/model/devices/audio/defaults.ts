import type { DeviceContext } from '../context.ts'
import type { Audio, AudioBackend } from './xml.ts'

/** A guest without a backend gets one: that of its SPICE display, else one that plays nothing. */
export function arrangeAudios(audios: Audio[], { guest }: DeviceContext): void {
  if (audios.length > 0) return
  audios.push({ id: 1, backend: { type: usualBackend(guest.graphics) } })
}

function usualBackend(graphics: readonly string[]): AudioBackend['type'] {
  return graphics.includes('spice') ? 'spice' : 'none'
}
