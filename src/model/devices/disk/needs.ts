import type { NeededPath } from '../../qemu/plan.ts'
import type { BackingStore, StorageSource } from '../shared/storage/xml.ts'
import type { Disk } from './xml.ts'

/** The images of a disk that are files or block devices of this host, the top one first. */
export function diskNeeds({ source, readonly, shareable, target, backingStore }: Disk): NeededPath[] {
  const what = `disk ${target?.dev}`
  const path = localPath(source)
  const top: NeededPath[] = path
    ? [
        {
          ...{ path, what, access: readonly ? 'read' : 'write', shared: shareable || undefined },
          relabel: isRelabelled(source) ? undefined : false,
        },
      ]
    : []
  return [...top, ...backingNeeds(what, backingStore)]
}

function backingNeeds(what: string, backing: BackingStore | undefined): NeededPath[] {
  if (!backing?.source) return []
  const path = localPath(backing.source)
  const own: NeededPath[] = path ? [{ path, what: `backing image of ${what}`, access: 'read' }] : []
  return [...own, ...backingNeeds(what, backing.backingStore)]
}

function isRelabelled({ seclabel = [] }: StorageSource): boolean {
  return !seclabel.some(({ model = 'dac', relabel }) => model === 'dac' && relabel === false)
}

function localPath(source: StorageSource): string | undefined {
  switch (source.type) {
    case 'file':
      return source.file
    case 'block':
      return source.dev
    case 'dir':
      return source.dir
    default:
      return undefined
  }
}
