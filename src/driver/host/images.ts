import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { systemError } from './files.ts'
import { blockDeviceSize } from './system.ts'

export interface ImageFileSizes {
  /** What a guest sees, where the format says it in its first bytes; undefined of a format that is not known here. */
  capacity: number | undefined
  allocation: number
  physical: number
}

/** QEMU's docs/interop/qcow2.txt: the magic, and the size at byte 24. */
const qcow2 = { magic: 0x514649fb, size: 24, length: 32 } as const

/** Undefined where it can't be looked at. */
export function imageSizes(path: string, format = 'raw'): ImageFileSizes | undefined {
  try {
    return withFile(path, (file) => {
      const stat = fstatSync(file)
      const physical = stat.isBlockDevice() ? blockDeviceSize(stat.rdev) : stat.size
      const allocation = stat.isBlockDevice() ? physical : stat.blocks * 512
      return { capacity: format === 'raw' ? physical : capacityOf(file, format), allocation, physical }
    })
  } catch {
    return undefined
  }
}

/** Some bytes of a file; fewer where it ends before. */
export function readRange(path: string, { offset, size }: { offset: number; size: number }): Uint8Array {
  try {
    return withFile(path, (file) => {
      const bytes = Buffer.alloc(size)
      return bytes.subarray(0, readSync(file, bytes, 0, size, offset))
    })
  } catch (error) {
    throw systemError(error, `cannot read ${path}`, path)
  }
}

/** A pipe in a file's place must not hold anybody up. */
function withFile<T>(path: string, work: (file: number) => T): T {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    return work(file)
  } finally {
    closeSync(file)
  }
}

function capacityOf(file: number, format: string): number | undefined {
  if (format !== 'qcow2') return undefined
  const bytes = Buffer.alloc(qcow2.length)
  if (readSync(file, bytes, 0, qcow2.length, 0) < qcow2.length || bytes.readUInt32BE(0) !== qcow2.magic)
    return undefined
  const size = bytes.readBigUInt64BE(qcow2.size)
  return size < 1n << 63n ? Number(size) : undefined
}
