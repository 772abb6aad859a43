import type { ChardevSource } from './xml.ts'

/** Fills in what a backend has without being told. */
export function completeChardev(source: ChardevSource): void {
  switch (source.type) {
    case 'pty':
      // the terminal's name is the running guest's
      source.path = undefined
      break
    case 'unix':
      source.mode = source.path === undefined ? undefined : (source.mode ?? 'connect')
      break
    case 'tcp':
      source.mode ??= 'connect'
      source.protocol ??= 'raw'
      break
  }
}
