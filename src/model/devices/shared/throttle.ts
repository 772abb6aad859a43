import { optional, text } from '../../../formats/xml/declare.ts'
import { nonEmpty, uint64 } from '../../../formats/xml/scalars.ts'

const bytes = optional(text(uint64, 'bytes a second; 0 is no limit'))
const requests = optional(text(uint64, 'requests a second; 0 is no limit'))
const burstBytes = optional(text(uint64, 'bytes a second for a short time'))
const burstRequests = optional(text(uint64, 'requests a second for a short time'))
const burst = optional(text(uint64, 'seconds that the greater limit holds'))

/** Limits of a disk's transfers, or of the disks of a group; QEMU is told them when it runs. */
export const throttleFields = {
  total_bytes_sec: bytes,
  read_bytes_sec: bytes,
  write_bytes_sec: bytes,
  total_iops_sec: requests,
  read_iops_sec: requests,
  write_iops_sec: requests,
  total_bytes_sec_max: burstBytes,
  read_bytes_sec_max: burstBytes,
  write_bytes_sec_max: burstBytes,
  total_iops_sec_max: burstRequests,
  read_iops_sec_max: burstRequests,
  write_iops_sec_max: burstRequests,
  size_iops_sec: optional(text(uint64, 'bytes: a larger request counts as several')),
  group_name: optional(text(nonEmpty, 'disks that name the same group share its limits')),
  total_bytes_sec_max_length: burst,
  read_bytes_sec_max_length: burst,
  write_bytes_sec_max_length: burst,
  total_iops_sec_max_length: burst,
  read_iops_sec_max_length: burst,
  write_iops_sec_max_length: burst,
}
