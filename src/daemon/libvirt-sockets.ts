import { homedir } from 'node:os'
import { join } from 'node:path'
import { LodgeError } from '../base/errors.ts'
import { listeningSockets } from '../driver/host/system.ts'

export interface LibvirtSockets {
  socket: string
  /** There is none in a session. */
  readOnlySocket?: string
}

const names = ['libvirt-sock', 'virtqemud-sock']

/** Where libvirt's clients look when they are told nothing: for the system, or for a user. */
export function libvirtSockets(privileged: boolean, environment: NodeJS.ProcessEnv = process.env): LibvirtSockets {
  if (privileged) return { socket: '/run/libvirt/libvirt-sock', readOnlySocket: '/run/libvirt/libvirt-sock-ro' }
  const runtime = environment.XDG_RUNTIME_DIR
  const cache = environment.XDG_CACHE_HOME ?? join(environment.HOME ?? homedir(), '.cache')
  return { socket: join(runtime?.startsWith('/') ? runtime : cache, 'libvirt', 'libvirt-sock') }
}

/** Refuses where libvirt's own daemon has them, or systemd for it; nobody is started by asking. */
export function requireNoLibvirtd({ socket }: LibvirtSockets): void {
  const listening = listeningSockets()
  const taken = names.map((name) => join(socket, '..', name)).find((path) => listening.has(path))
  if (!taken) return
  throw new LodgeError(
    'OPERATION_INVALID',
    `libvirt's own daemon, systemd for it, or another one listens at ${taken}`,
    {
      where: taken,
      hint: 'stop it (systemctl disable --now libvirtd.socket libvirtd-ro.socket libvirtd-admin.socket libvirtd), or leave --libvirt-sockets out',
    },
  )
}
