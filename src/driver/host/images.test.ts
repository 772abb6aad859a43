import { truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../../test/support/temporary-folder.ts'
import { imageSizes, readRange } from './images.ts'

test('what a file is, takes and holds', () => {
  using folder = temporaryFolder()
  const path = join(folder.path, 'image')
  writeFileSync(path, 'x'.repeat(4096))
  truncateSync(path, 1 << 20)
  expect(imageSizes(path)).toMatchObject({ capacity: 1 << 20, physical: 1 << 20 })
  expect(imageSizes(path)?.allocation).toBeLessThan(1 << 20)
  expect(Buffer.from(readRange(path, { offset: 4094, size: 4 })).toString()).toBe('xx\0\0')
  expect(readRange(path, { offset: 2 << 20, size: 4 })).toHaveLength(0)
})

test('the size that a qcow2 image says of itself, and nothing of what is none', () => {
  using folder = temporaryFolder()
  const path = join(folder.path, 'image')
  const header = Buffer.alloc(104)
  header.writeUInt32BE(0x514649fb, 0)
  header.writeBigUInt64BE(64n << 20n, 24)
  writeFileSync(path, header)
  expect(imageSizes(path, 'qcow2')).toMatchObject({ capacity: 64 << 20, physical: 104 })
  header.writeUInt32BE(0, 0)
  writeFileSync(path, header)
  expect(imageSizes(path, 'qcow2')?.capacity).toBeUndefined()
  expect(imageSizes(path, 'vmdk')?.capacity).toBeUndefined()
  expect(imageSizes(`${path}-not`)).toBeUndefined()
  expect(() => readRange(`${path}-not`, { offset: 0, size: 1 })).toThrow(/cannot read/)
})
