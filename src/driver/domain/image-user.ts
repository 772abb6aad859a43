import { realpathSync } from 'node:fs'
import { lockHolders, wordsOf } from '../host/system.ts'
import type { GuestRegistry } from './registry.ts'

/** Who uses an image, in words: a guest of ours, one of another daemon's, or whatever process holds a lock on it. */
export function userOfImage(image: string, registry: GuestRegistry): string | undefined {
  const ours = registry.userOf(image)
  if (ours) return `the guest '${ours}'`
  const [pid] = lockHolders(resolved(image)).filter((each) => each !== process.pid)
  if (pid === undefined) return undefined
  const known = registry.list().find(({ emulator }) => emulator?.pid === pid)?.name
  if (known) return `the guest '${known}'`
  const words = wordsOf(pid)
  const name = guestName(words)
  return name ? `the guest '${name}' of another daemon (process ${pid})` : `process ${pid} (${words[0] ?? 'unknown'})`
}

/** As QEMU's `-name` has it: `guest=web,debug-threads=on`, or the name alone; a comma within is written twice. */
function guestName(words: readonly string[]): string | undefined {
  const at = words.indexOf('-name')
  const value = at < 0 ? undefined : words[at + 1]
  return value?.match(/^(?:guest=)?((?:[^,]|,,)+)/)?.[1]?.replaceAll(',,', ',')
}

function resolved(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}
