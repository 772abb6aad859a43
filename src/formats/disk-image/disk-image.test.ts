import fc from 'fast-check'
import { expect, test } from 'vitest'
import { qcow2Header, qcowHeader, qedHeader, vmdkHeader } from '../../../test/support/image-headers.ts'
import { layeredFormatOf, readImageHeader } from './index.ts'

const rangeOf = (bytes: Uint8Array) => async (offset: number, size: number) => bytes.subarray(offset, offset + size)
const read = (format: string, bytes: Uint8Array) => readImageHeader(format, rangeOf(bytes))
const nameIs = (name: string, format?: string) => ({ backing: { name, format } })

test('what images say that they lie over', async () => {
  expect(await read('qcow2', qcow2Header({ backing: 'base.raw', format: 'raw' }))).toMatchObject(
    nameIs('base.raw', 'raw'),
  )
  expect(await read('qcow2', qcow2Header({ backing: 'ä b', version: 2 }))).toMatchObject(nameIs('ä b'))
  expect(await read('qcow', qcowHeader('base.raw'))).toEqual(nameIs('base.raw'))
  expect(await read('qed', qedHeader({ backing: 'base.raw', raw: true }))).toEqual(nameIs('base.raw', 'raw'))
  expect(await read('qed', qedHeader({ backing: 'base' }))).toEqual(nameIs('base'))
  expect(await read('vmdk', vmdkHeader('base.vmdk'))).toEqual(nameIs('base.vmdk', 'vmdk'))
})

test('that they lie over nothing, or have their data elsewhere', async () => {
  expect(await read('qcow2', qcow2Header({}))).toEqual({ backing: undefined, dataFile: false })
  expect(await read('qcow2', qcow2Header({ dataFile: true }))).toEqual({ backing: undefined, dataFile: true })
  expect(await read('qed', qedHeader({}))).toEqual({})
  expect(await read('vmdk', vmdkHeader())).toEqual({})
})

test('an image is read as what it is said to be and as nothing else', async () => {
  expect(await read('raw', qcow2Header({ backing: '/etc/shadow', format: 'raw' }))).toBeUndefined()
  expect(await read('qcow2', qcowHeader('base'))).toBeUndefined()
  expect(await read('qcow', qcow2Header({ backing: 'base' }))).toBeUndefined()
  expect(await read('qcow2', new Uint8Array())).toBeUndefined()
})

test('which format first bytes are of', async () => {
  expect(await layeredFormatOf(rangeOf(qcow2Header({})))).toBe('qcow2')
  expect(await layeredFormatOf(rangeOf(vmdkHeader('x')))).toBe('vmdk')
  expect(await layeredFormatOf(rangeOf(new Uint8Array(512)))).toBeUndefined()
})

test('a header that is cut off or has a name out of reach is broken', async () => {
  const whole = qcow2Header({ backing: 'base.raw', format: 'raw' })
  await expect(read('qcow2', whole.subarray(0, 60))).rejects.toThrow('cut off')
  await expect(read('qcow2', whole.subarray(0, whole.length - 3))).rejects.toThrow('ends before')
  const long = Uint8Array.from(whole)
  new DataView(long.buffer).setUint32(16, 1 << 30)
  await expect(read('qcow2', long)).rejects.toThrow('1073741824 bytes')
  const nul = qcow2Header({ backing: 'a\0b', format: 'raw' })
  await expect(read('qcow2', nul)).rejects.toThrow('no text')
})

test('no bytes, whatever they are, make it read much or hang', async () => {
  const samples = [
    qcow2Header({ backing: 'base', format: 'raw' }),
    qcowHeader('b'),
    qedHeader({ backing: 'b' }),
    vmdkHeader('b'),
  ]
  const changes = fc.array(fc.tuple(fc.nat(127), fc.nat(255)), { maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...samples), changes, async (sample, changed) => {
      const bytes = Uint8Array.from(sample)
      for (const [at, value] of changed) bytes[at] = value
      let most = 0
      const range = async (offset: number, size: number) => {
        most = Math.max(most, size)
        return bytes.subarray(offset, offset + size)
      }
      for (const format of ['qcow2', 'qcow', 'qed', 'vmdk']) await readImageHeader(format, range).catch(() => {})
      expect(most).toBeLessThanOrEqual(64 * 1024)
    }),
  )
})
