import { attr, child, element, list, optional } from '../../../formats/xml/declare.ts'
import { positive, uint, uint64 } from '../../../formats/xml/scalars.ts'

const pool = { thread_pool_min: optional(attr(uint)), thread_pool_max: optional(attr(uint)) }

const pollElement = element(
  'poll',
  { max: optional(attr(uint64, 'nanoseconds')), grow: optional(attr(uint64)), shrink: optional(attr(uint64)) },
  'How long the thread polls before it sleeps',
)

const iothreadElement = element('iothread', { id: attr(positive), ...pool, poll: optional(child(pollElement)) })

export const iothreadIdsElement = element('iothreadids', { iothread: list(iothreadElement) }, 'Threads for disks')

export const defaultIothreadElement = element('defaultiothread', pool, "QEMU's main loop")
