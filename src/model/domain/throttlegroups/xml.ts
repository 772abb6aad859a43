import { element, list, optional, text } from '../../../formats/xml/declare.ts'
import { nonEmpty, uint64 } from '../../../formats/xml/scalars.ts'

const amount = () => optional(text(uint64))

const groupElement = element('throttlegroup', {
  total_bytes_sec: amount(),
  read_bytes_sec: amount(),
  write_bytes_sec: amount(),
  total_iops_sec: amount(),
  read_iops_sec: amount(),
  write_iops_sec: amount(),
  total_bytes_sec_max: amount(),
  read_bytes_sec_max: amount(),
  write_bytes_sec_max: amount(),
  total_iops_sec_max: amount(),
  read_iops_sec_max: amount(),
  write_iops_sec_max: amount(),
  size_iops_sec: amount(),
  group_name: optional(text(nonEmpty)),
  total_bytes_sec_max_length: amount(),
  read_bytes_sec_max_length: amount(),
  write_bytes_sec_max_length: amount(),
  total_iops_sec_max_length: amount(),
  read_iops_sec_max_length: amount(),
  write_iops_sec_max_length: amount(),
})

export const throttleGroupsElement = element(
  'throttlegroups',
  { throttlegroup: list(groupElement) },
  'Limits that several disks share',
)
