import type { NeededPath } from '../../qemu/plan.ts'
import { isFound } from '../shared/storage/nodes.ts'
import { localPath } from '../shared/storage/volumes.ts'
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
  return [...top, ...backingNeeds({ what, above: path }, backingStore)]
}

function backingNeeds(over: { what: string; above?: string }, backing: BackingStore | undefined): NeededPath[] {
  if (!backing?.source) return []
  const { what, above } = over
  const path = localPath(backing.source)
  const named = above ? ` (below ${above})` : ''
  const foundIn = isFound(backing) ? above : undefined
  const own: NeededPath[] = path
    ? [{ path, what: `backing image of ${what}${named}`, access: 'read', ...(foundIn && { foundIn }) }]
    : []
  return [...own, ...backingNeeds({ what, above: path }, backing.backingStore)]
}

function isRelabelled({ seclabel = [] }: StorageSource): boolean {
  return !seclabel.some(({ model = 'dac', relabel }) => model === 'dac' && relabel === false)
}
