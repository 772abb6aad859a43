import { execFileSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { findOnPath } from './emulators.ts'

/** Of a program that answers, what it can do; asked once as long as it is the same. */
const known = new Map<string, string[]>()

/** Versions of the standard that this host's swtpm emulates; none where it, or what makes its keys, is not there. */
export function emulatedTpms(): string[] {
  const program = findOnPath('swtpm')
  if (program === undefined || findOnPath('swtpm_setup') === undefined) return []
  const { size, mtimeMs } = statSync(program)
  const key = `${program} ${size} ${mtimeMs}`
  const versions = known.get(key) ?? versionsOf(program)
  known.set(key, versions)
  return versions
}

function versionsOf(program: string): string[] {
  let features: unknown
  try {
    const words = ['socket', '--print-capabilities']
    features = JSON.parse(
      execFileSync(program, words, { encoding: 'utf8', timeout: 5000, maxBuffer: 1 << 16 }),
    ).features
  } catch {
    return []
  }
  const told = Array.isArray(features) ? ['1.2', '2.0'].filter((version) => features.includes(`tpm-${version}`)) : []
  // Before 0.7 it did not say so, and had both.
  return told.length > 0 ? told : ['1.2', '2.0']
}
