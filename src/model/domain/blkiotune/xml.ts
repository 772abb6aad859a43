import { element, list, optional, text } from '../../../formats/xml/declare.ts'
import { nonEmpty, uint, uint64 } from '../../../formats/xml/scalars.ts'

const deviceElement = element('device', {
  path: text(nonEmpty),
  weight: optional(text(uint)),
  read_iops_sec: optional(text(uint)),
  write_iops_sec: optional(text(uint)),
  read_bytes_sec: optional(text(uint64)),
  write_bytes_sec: optional(text(uint64)),
})

export const blkiotuneElement = element(
  'blkiotune',
  { weight: optional(text(uint, 'among all guests, 100 to 1000')), device: list(deviceElement) },
  'Shares and limits of the host’s block devices, kept by its control groups',
)
