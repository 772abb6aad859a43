import { attr, child, element, list, optional } from '../../../formats/xml/declare.ts'
import { positive, uint, uint64 } from '../../../formats/xml/scalars.ts'

const pool = {
  thread_pool_min: optional(attr(uint, 'threads that are kept')),
  thread_pool_max: optional(attr(uint, 'the most threads')),
}

const pollElement = element(
  'poll',
  {
    max: optional(attr(uint64, 'nanoseconds')),
    grow: optional(attr(uint64, 'factor by which polling becomes longer')),
    shrink: optional(attr(uint64, 'factor by which it becomes shorter')),
  },
  'How long the thread polls before it sleeps',
)

const iothreadElement = element('iothread', {
  id: attr(positive, 'by which disks name it'),
  ...pool,
  poll: optional(child(pollElement)),
})

export const iothreadIdsElement = element('iothreadids', { iothread: list(iothreadElement) }, 'Threads for disks')

export const defaultIothreadElement = element('defaultiothread', pool, "QEMU's main loop")
