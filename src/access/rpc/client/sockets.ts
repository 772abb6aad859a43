import { homedir, userInfo } from 'node:os'
import { runFolder } from '../../../base/run-folder.ts'
import type { Surroundings } from './aliases.ts'
import type { ServerUri } from './uri.ts'

/** Folder and file of each daemon's socket; libvirt's modular daemon is looked for before its one for everything. */
const daemons = [
  { daemon: 'lodge', folder: 'lodge', file: 'libvirt-sock', modes: ['auto'] },
  { daemon: 'virtqemud', folder: 'libvirt', file: 'virtqemud-sock', modes: ['auto', 'direct'] },
  { daemon: 'libvirtd', folder: 'libvirt', file: 'libvirt-sock', modes: ['auto', 'legacy'] },
] as const

type Asked = Pick<ServerUri, 'scope' | 'parameters'>

/** Where a daemon of this machine may listen, in the order in which it is tried. */
export function socketPaths({ scope, parameters }: Asked, readOnly: boolean, { environment }: Surroundings): string[] {
  if (parameters.socket !== undefined) return [parameters.socket]
  const privileged = scope === 'system'
  const own = runFolder({ privileged, environment, home: homedir(), user: () => userInfo().username })
  const runtime = privileged ? '/run' : environment.XDG_RUNTIME_DIR
  return files(parameters.mode, privileged && readOnly).flatMap(({ daemon, path }) => {
    if (daemon === 'lodge') return `${own}/${path}`
    return runtime?.startsWith('/') ? `${runtime}/libvirt/${path}` : []
  })
}

/** The same of another machine, for its shell: only that knows the user's folders there. */
export function remoteSocketWords({ scope, parameters }: Asked, readOnly: boolean): string[] {
  const privileged = scope === 'system'
  const runtime = privileged ? '/run' : `"\${XDG_RUNTIME_DIR:-/run/user/$(id -u)}"`
  return files(parameters.mode, privileged && readOnly).map(({ folder, path }) => `${runtime}/${folder}/${path}`)
}

/** Only daemons of the system have a socket for those who may only look. */
function files(mode = 'auto', readOnly: boolean) {
  return daemons
    .filter(({ modes }) => (modes as readonly string[]).includes(mode))
    .map(({ daemon, folder, file }) => ({ daemon, folder, path: readOnly ? `${file}-ro` : file }))
}
