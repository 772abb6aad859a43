import { attr, element, list } from '../../../formats/xml/declare.ts'
import { uint } from '../../../formats/xml/scalars.ts'

const range = { start: attr(uint), target: attr(uint), count: attr(uint) }

export const idmapElement = element(
  'idmap',
  { uid: list(element('uid', range)), gid: list(element('gid', range)) },
  'Which ids of the host stand for those inside',
)
