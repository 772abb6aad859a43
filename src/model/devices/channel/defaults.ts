import type { DeviceContext } from '../context.ts'
import { completeChardev } from '../shared/chardev/index.ts'
import type { Channel } from './xml.ts'

export function completeChannel({ source, target: { end } }: Channel, { host }: DeviceContext): void {
  if (end.type !== 'guestfwd') {
    end.state = undefined
    const { name } = end
    if (source.type === 'unix' && source.path && name && isGenerated(source.path, name, host.folders.channels)) {
      source.path = undefined
    }
  }
  completeChardev(source)
}

/** Where libvirt of several ages has made the sockets of channels. */
const olderFolders = ['/var/lib/libvirt/qemu/channel', '/var/run/libvirt/qemu/channel', '/run/libvirt/qemu/channel']

/** Whether a path was made up for an earlier run of the guest: then it is made up anew. */
function isGenerated(path: string, name: string, folder: string): boolean {
  if (!path.endsWith(name)) return false
  const start = path.slice(0, path.length - name.length)
  return [folder, ...olderFolders].some((each) => {
    if (!start.startsWith(`${each}/`)) return false
    const between = start.slice(each.length + 1).replace(/^target\//, '')
    return /^(?:[^/]+\.|domain-[^/]+\/|-?\d+-[^/]+\/)$/.test(between)
  })
}
