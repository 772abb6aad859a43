import type { HostChoice } from '../access/cli/main.ts'
import { Paths } from '../driver/host/paths.ts'
import { namesOnDisk } from '../driver/store/names.ts'

/**
 * Names for a shell that completes a word, one a line. It asks while somebody types: of this user's own domains the files are
 * enough, and nothing is connected to or started for them.
 */
export async function namesToComplete(which: string, connect?: string): Promise<string> {
  const { LODGE_ROOT: root, LODGE_URI, LIBVIRT_DEFAULT_URI } = process.env
  const uri = connect ?? LODGE_URI ?? (root ? undefined : LIBVIRT_DEFAULT_URI)
  const names = uri ? await askedFor(which, { connect: uri }) : onDisk(which, new Paths({ root }))
  // A shell reads lines: a name that has more than one can't be completed.
  return names
    .filter((name) => !name.includes('\n'))
    .sort()
    .map((name) => `${name}\n`)
    .join('')
}

function onDisk(which: string, paths: Paths): string[] {
  const { defined, active } = namesOnDisk(paths)
  if (which === 'active') return active
  return which === 'inactive' ? defined.filter((name) => !active.includes(name)) : [...new Set([...defined, ...active])]
}

async function askedFor(which: string, choice: HostChoice): Promise<string[]> {
  const { openHost } = await import('./open-host.ts')
  const { host } = await openHost(choice, { warn: () => {} })
  await using _ = host
  const filter = which === 'domains' ? {} : { active: which === 'active' }
  return (await host.domains(filter)).map(({ name }) => name)
}
