import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { LodgeError } from '../../base/errors.ts'
import { type Domain, parseDomain } from '../../model/domain/index.ts'
import { renameLogs } from '../domain/index.ts'
import type { Paths } from '../host/paths.ts'
import type { Definition, Definitions } from '../store/index.ts'

interface Renaming {
  definitions: Definitions
  paths: Paths
  definition: Definition
  name: string
}

/** The variables of the firmware and the log go with the name; both are there under either name until it is certain. */
export async function renameDefinition({ definitions, paths, definition, name }: Renaming): Promise<void> {
  if (name === definition.name) throw new LodgeError('OPERATION_INVALID', "Can't rename domain to itself")
  if (name.includes('/')) throw new LodgeError('XML_ERROR', `XML error: name ${name.slice(0, 80)} cannot contain '/'`)
  if (name === '' || name === '.' || name === '..' || /\p{Cc}/u.test(name) || Buffer.byteLength(name) > 200) {
    throw new LodgeError('XML_ERROR', `'${name.slice(0, 80)}' is no name for a domain`)
  }
  const from = definitions.domain(definition).os.nvram?.path
  const isOwn = from !== undefined && dirname(from) === paths.folders.nvram
  // The folders on the way may be called as the domain is.
  const to =
    isOwn &&
    join(
      dirname(from),
      basename(from).replace(definition.name.replaceAll('/', '_'), () => name),
    )
  const moves = to && to !== from ? { from, to } : undefined
  await definitions.rename(definition, {
    name,
    files: moves && existsSync(moves.from) ? [moves] : [],
    edit: ({ os: { nvram } }) => {
      // Also where there is no file yet: the next domain of the old name would make the same.
      if (moves && nvram) nvram.path = moves.to
    },
  })
  renameLogs(paths.log(definition.name), paths.log(name))
}

/** The file of the firmware's variables, where it is a file of its own and there. */
function nvramOf({ os: { nvram } }: Domain): string | undefined {
  const path = nvram?.path ?? (nvram?.source?.type === 'file' ? nvram.source.file : undefined)
  return path && existsSync(path) ? path : undefined
}

/** The same of what is defined; most have none, which is seen without reading the XML. */
export function nvramIn(xml: string): string | undefined {
  return xml.includes('<nvram') ? nvramOf(parseDomain(xml)) : undefined
}
