import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { LodgeError } from '../../../base/errors.ts'
import { nearest } from '../../../base/nearest.ts'

/** What a user is and has set. */
export interface Surroundings {
  environment: NodeJS.ProcessEnv
  privileged: boolean
}

export function surroundings(): Surroundings {
  return { environment: process.env, privileged: process.getuid?.() === 0 }
}

/** libvirt's own file of clients' settings: root's, or the user's. */
function configFile({ environment, privileged }: Surroundings): string {
  if (privileged) return '/etc/libvirt/libvirt.conf'
  const folder = environment.XDG_CONFIG_HOME?.startsWith('/') ? environment.XDG_CONFIG_HOME : join(homedir(), '.config')
  return join(folder, 'libvirt', 'libvirt.conf')
}

/** The URI that is meant: a name of the user's own for one, or what is usual where nothing is named. */
export function resolveUri(named: string | undefined, around: Surroundings): string {
  const file = configFile(around)
  const config = readConfig(file)
  const wanted = named || around.environment.LIBVIRT_DEFAULT_URI || config.uriDefault
  if (!wanted) return around.privileged ? 'qemu:///system' : 'qemu:///session'
  if (!/^[\w-]+$/.test(wanted)) return wanted
  const found = config.aliases.get(wanted)
  if (found) return found
  const meant = nearest(wanted, [...config.aliases.keys()])
  throw new LodgeError('INVALID_ARG', `no URI is called '${wanted}'`, {
    where: file,
    hint: meant
      ? `did you mean ${meant}?`
      : 'uri_aliases of that file give names to URIs, such as "web=qemu+ssh://root@web/system"',
  })
}

interface Config {
  aliases: Map<string, string>
  uriDefault: string | undefined
}

/** `uri_aliases = [ "name=uri", … ]` and `uri_default = "uri"`, with `#` before remarks. */
function readConfig(file: string): Config {
  const text = readIfThere(file).replaceAll(/^\s*#.*$/gm, '')
  const list = /^\s*uri_aliases\s*=\s*\[([^\]]*)\]/m.exec(text)?.[1] ?? ''
  const aliases = [...list.matchAll(/["']([\w-]+)=([^"'\n]+)["']/g)].map(
    ([, name = '', uri = '']) => [name, uri] as const,
  )
  return { aliases: new Map(aliases), uriDefault: /^\s*uri_default\s*=\s*["']([^"'\n]+)["']/m.exec(text)?.[1] }
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
