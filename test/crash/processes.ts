import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'

export interface Found {
  pid: number
  /** A guest's name where it is an emulator, otherwise the program. */
  name: string
  kind: 'emulator' | 'TPM' | 'other'
}

/** What was started beneath a folder; what has ended and isn't reaped has no words any more. */
export function processesOf(folder: string, daemon: number): Found[] {
  return readdirSync('/proc').flatMap((entry): Found[] => {
    const pid = Number(entry)
    if (!/^\d+$/.test(entry) || pid === daemon || pid === process.pid) return []
    try {
      const words = readFileSync(`/proc/${entry}/cmdline`, 'utf8')
      const isOurs = words.includes(folder) || readFileSync(`/proc/${entry}/environ`, 'utf8').includes(folder)
      return isOurs && words !== '' ? [{ pid, ...nameOf(words) }] : []
    } catch {
      return []
    }
  })
}

function nameOf(words: string): Pick<Found, 'name' | 'kind'> {
  const [, name] = /-name\0guest=([^,\0]+)/.exec(words) ?? []
  if (name !== undefined) return { kind: 'emulator', name }
  const program = basename(words.split('\0')[0] ?? '')
  return program === 'swtpm' ? { kind: 'TPM', name: program } : { kind: 'other', name: words.replaceAll('\0', ' ') }
}
