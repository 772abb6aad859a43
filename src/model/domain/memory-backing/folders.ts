import type { Part } from '../../qemu/part.ts'
import type { LaunchWorld } from '../launch.ts'

/** Folders of the guest's own that its memory is taken from: for files, and in the file systems of huge pages. */
export function memoryFolders(parts: readonly Part[], { host, ownFolder }: LaunchWorld): string[] {
  const own = [host.folders.memoryBacking, ...host.hugepages.map(({ mount }) => `${mount}/libvirt/qemu`)].map(
    (folder) => `${folder}/${ownFolder}`,
  )
  const used = parts.flatMap((part) =>
    part.make === 'object' && typeof part.props['mem-path'] === 'string' ? part.props['mem-path'] : [],
  )
  return own.filter((folder) => used.some((path) => path === folder || path.startsWith(`${folder}/`)))
}
