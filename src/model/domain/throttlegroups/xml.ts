import { element, list } from '../../../formats/xml/declare.ts'
import { throttleFields } from '../../devices/shared/throttle.ts'

export const throttleGroupsElement = element(
  'throttlegroups',
  { throttlegroup: list(element('throttlegroup', throttleFields)) },
  'Limits that several disks share',
)
