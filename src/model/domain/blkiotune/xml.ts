import { element, list, optional, text } from '../../../formats/xml/declare.ts'
import { nonEmpty, uint, uint64 } from '../../../formats/xml/scalars.ts'

const deviceElement = element('device', {
  path: text(nonEmpty, 'a block device of the host'),
  weight: optional(text(uint, 'for this device, 100 to 1000')),
  read_iops_sec: optional(text(uint, 'requests a second')),
  write_iops_sec: optional(text(uint, 'requests a second')),
  read_bytes_sec: optional(text(uint64, 'bytes a second')),
  write_bytes_sec: optional(text(uint64, 'bytes a second')),
})

export const blkiotuneElement = element(
  'blkiotune',
  { weight: optional(text(uint, 'among all guests, 100 to 1000')), device: list(deviceElement) },
  'Shares and limits of the host’s block devices, kept by its control groups',
)
