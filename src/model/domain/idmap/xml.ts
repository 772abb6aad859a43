import { attr, element, list } from '../../../formats/xml/declare.ts'
import { uint } from '../../../formats/xml/scalars.ts'

const range = {
  start: attr(uint, 'the first id inside'),
  target: attr(uint, 'the first id on the host'),
  count: attr(uint, 'how many'),
}

export const idmapElement = element(
  'idmap',
  { uid: list(element('uid', range)), gid: list(element('gid', range)) },
  'Which ids of the host stand for those inside',
)
