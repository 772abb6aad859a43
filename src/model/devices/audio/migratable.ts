import type { MigratableContext } from '../context.ts'
import { impliedBackend } from './defaults.ts'
import type { Audio } from './xml.ts'

/** The one that comes by itself is left out, where nothing more is said of it. */
export function migratableAudios(audios: Audio[], { guest }: MigratableContext): void {
  const [first, ...others] = audios
  if (first?.id !== 1 || others.length > 0 || first.backend.type !== impliedBackend(guest.graphics)) return
  const { type: _, ...said } = first.backend
  if (Object.values(said).every((value) => value === undefined)) audios.length = 0
}
