import type { MemoryBackendRequest } from '../../devices/context.ts'
import type { Part, Props } from '../../qemu/part.ts'
import { hostNodes, numaMode } from '../numatune/nodes.ts'
import type { World } from '../world.ts'
import { hugepageFor } from './hugepages.ts'

/** A backend for a piece of guest memory. `plain`: nothing was asked for that QEMU would not do without an object. */
export interface MemoryBackend {
  parts: Part[]
  plain: boolean
}

const policies: Record<string, string> = { strict: 'bind', preferred: 'preferred', interleave: 'interleave' }

/** The object behind a piece of guest memory, from `<memoryBacking>`, `<numatune>` and the cell that it belongs to. */
export function memoryBackend(world: World, ownFolder: string, request: MemoryBackendRequest): MemoryBackend {
  const { domain, qemu } = world
  const backing = domain.memoryBacking
  const source = backing?.source?.type
  const cell = request.node === undefined ? undefined : domain.cpu?.numa?.cell[request.node]
  const access = request.access ?? cell?.memAccess ?? backing?.access?.mode
  const discard = request.discard ?? cell?.discard ?? (backing?.discard || undefined)
  const huge = request.path === undefined ? hugepageFor(world, request.node, request.pageKib) : undefined
  const memfd = request.path === undefined && source === 'memfd'
  const file = !memfd && (huge || request.path !== undefined || access !== undefined || source === 'file')
  const prealloc =
    (request.path !== undefined || huge !== undefined || backing?.allocation?.mode === 'immediate') &&
    request.reserve !== false

  const props: Props = { 'qom-type': `memory-backend-${memfd ? 'memfd' : file ? 'file' : 'ram'}`, id: request.id }
  if (memfd && huge) Object.assign(props, { hugetlb: true, hugetlbsize: huge.kib * 1024 })
  if (file) {
    props['mem-path'] =
      request.path ?? (huge ? `${huge.mount}/libvirt/qemu/${ownFolder}` : ramPath(world, ownFolder, request.id))
    if (request.path === undefined && discard !== undefined) props['discard-data'] = discard
  }
  if ((memfd || file) && access !== undefined) props.share = access === 'shared'
  if ((memfd || file) && request.system) props['x-use-canonical-path-for-ramblock-id'] = false
  if (prealloc) {
    props.prealloc = true
    props['prealloc-threads'] = backing?.allocation?.threads
  }
  props.size = request.bytes
  Object.assign(props, { align: request.align, pmem: request.pmem, reserve: request.reserve })

  const mode = request.hostNodes ? 'strict' : numaMode(domain, request.node)
  const nodes = request.hostNodes ?? hostNodes(world, request.node)
  const bound = nodes && mode !== 'restrictive'
  if (bound) Object.assign(props, { 'host-nodes': nodes, policy: policies[mode] })
  const parts: Part[] = []
  if (bound && prealloc && qemu.hasType('thread-context')) {
    // memory is touched by threads that run on the nodes it is to come from
    const context = `tc-${request.id}`
    props['prealloc-context'] = context
    parts.push({ make: 'object', props: { 'qom-type': 'thread-context', id: context, 'node-affinity': nodes } })
  }
  parts.push({ make: 'object', props })
  const ownNodes = domain.numatune?.memnode.some(({ cellid }) => cellid === request.node) ?? false
  return { parts, plain: !huge && !file && !memfd && !request.hostNodes && !ownNodes }
}

function ramPath({ host }: World, ownFolder: string, id: string): string {
  return `${host.folders.memoryBacking}/${ownFolder}/${id}`
}
