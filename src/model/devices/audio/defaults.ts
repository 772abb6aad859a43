import type { DeviceContext } from '../context.ts'
import type { Audio } from './xml.ts'

/**
 * A guest without a backend gets one: that of its SPICE display, else one that plays nothing. Displays on the host's own
 * screen leave it to QEMU.
 */
export function arrangeAudios(audios: Audio[], { guest: { graphics } }: DeviceContext): void {
  if (audios.length > 0) return
  const type = impliedBackend(graphics)
  if (type) audios.push({ id: 1, backend: { type } })
}

export function impliedBackend(graphics: readonly string[]): 'spice' | 'none' | undefined {
  if (graphics.includes('spice')) return 'spice'
  return graphics.length === 0 || graphics.includes('vnc') ? 'none' : undefined
}

/** A direction of which nothing is said is as none. */
export function completeAudio({ backend }: Audio): void {
  if (backend.input && Object.keys(backend.input).length === 0) backend.input = undefined
  if (backend.output && Object.keys(backend.output).length === 0) backend.output = undefined
}
