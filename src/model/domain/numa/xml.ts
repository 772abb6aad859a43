import { attr, child, element, list, optional } from '../../../formats/xml/declare.ts'
import { oneOf, uint, yesNo } from '../../../formats/xml/scalars.ts'
import { sizedAttribute } from '../../../formats/xml/sized.ts'
import { numberSet } from '../scalars.ts'

const cacheElement = element('cache', {
  level: attr(uint, '1 is next to the CPU'),
  associativity: attr(oneOf('none', 'direct', 'full'), 'of lines'),
  policy: attr(oneOf('none', 'writeback', 'writethrough'), 'what is done with writes'),
  size: child(element('size', { kib: sizedAttribute('KiB', { name: 'value' }) })),
  line: child(element('line', { bytes: sizedAttribute('bytes', { name: 'value' }) })),
})

const siblingElement = element('sibling', { id: attr(uint), value: attr(uint, '10 is local; 255 is out of reach') })

const cellElement = element('cell', {
  id: optional(attr(uint)),
  cpus: optional(attr(numberSet, 'virtual CPUs in it')),
  kib: sizedAttribute('KiB', { name: 'memory' }),
  memAccess: optional(attr(oneOf('shared', 'private'), 'whether other programs see its memory')),
  discard: optional(attr(yesNo, 'contents are thrown away when the guest ends')),
  distances: optional(child(element('distances', { sibling: list(siblingElement) }))),
  cache: list(cacheElement),
})

const latency = oneOf('access', 'read', 'write')
const ends = {
  initiator: attr(uint, 'the cell that asks'),
  target: attr(uint, 'the cell whose memory it is'),
  cache: optional(attr(uint, 'the level of its cache')),
}

export const numaElement = element(
  'numa',
  {
    cell: list(cellElement),
    interconnects: optional(
      child(
        element('interconnects', {
          latency: list(element('latency', { ...ends, type: attr(latency), value: attr(uint, 'nanoseconds') })),
          bandwidth: list(
            element('bandwidth', { ...ends, type: attr(latency), kib: sizedAttribute('KiB', { name: 'value' }) }),
          ),
        }),
      ),
    ),
  },
  'NUMA cells of the guest',
)
