import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { completeGuest } from '../../../test/support/guest.ts'
import { type Qcow2Header, qcow2Header, qcowHeader } from '../../../test/support/image-headers.ts'
import { temporaryFolder } from '../../../test/support/temporary-folder.ts'
import { diskOfNode, formatDomain, launchPlan, runningDomain } from '../../model/domain/index.ts'
import { backingOf, overBackingImages } from './backing-images.ts'

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => folder[Symbol.dispose]())

const at = (name: string) => join(folder.path, name)
const raw = (name: string) => writeFileSync(at(name), 'bytes')
const overlay = (name: string, header: Qcow2Header) => writeFileSync(at(name), qcow2Header(header))
const below = (name: string) => backingOf({ path: at(name), format: 'qcow2' })
const file = (name: string, type: string, backingStore?: object) => ({
  source: { type: 'file', file: at(name) },
  format: { type },
  ...(backingStore && { backingStore }),
})

test('a chain is followed to its end', async () => {
  raw('base')
  overlay('middle', { backing: 'base', format: 'raw' })
  overlay('top', { backing: at('middle'), format: 'qcow2' })
  expect(await below('top')).toEqual(file('middle', 'qcow2', file('base', 'raw', {})))
  overlay('alone', {})
  expect(await below('alone')).toEqual({})
})

test('what is of another format than is said is left to QEMU', async () => {
  raw('base')
  expect(await below('base')).toEqual({})
})

test('without a format what leads nowhere is taken for what it looks like, and nothing else', async () => {
  raw('base')
  overlay('alone', {})
  for (const [name, format] of [
    ['base', 'raw'],
    ['alone', 'qcow2'],
  ] as const) {
    overlay('top', { backing: name })
    expect(await below('top')).toEqual(file(name, format, {}))
  }
  overlay('secret', { backing: '/etc/shadow', format: 'raw' })
  overlay('elsewhere', { dataFile: true })
  for (const name of ['secret', 'elsewhere']) {
    overlay('top', { backing: name })
    await expect(below('top')).rejects.toMatchObject({
      code: 'OPERATION_INVALID',
      message: `format of backing image '${name}' of image '${at('top')}' was not specified in the image metadata`,
      hint: expect.stringContaining(`-b ${name} ${at('top')}`),
    })
  }
  writeFileSync(at('old'), qcowHeader('base'))
  expect(await backingOf({ path: at('old'), format: 'qcow' })).toEqual(file('base', 'raw', {}))
})

test('one that is not there ends what is known', async () => {
  overlay('middle', { backing: 'gone', format: 'raw' })
  overlay('top', { backing: 'middle', format: 'qcow2' })
  expect(await below('top')).toEqual(file('middle', 'qcow2', file('gone', 'raw', {})))
  expect(await below('gone')).toBeUndefined()
})

test('a chain without an end is refused, by whatever name it comes back', async () => {
  symlinkSync('top', at('link'))
  overlay('middle', { backing: 'link', format: 'qcow2' })
  overlay('top', { backing: 'middle', format: 'qcow2' })
  await expect(below('top')).rejects.toThrow(/self-referential or too deeply nested/)
})

test('so is what is no image, what XML cannot say, and a driver in place of a format', async () => {
  mkdirSync(at('folder'))
  overlay('top', { backing: 'folder', format: 'raw' })
  await expect(below('top')).rejects.toThrow(/folder is neither a file nor a block device/)
  overlay('top', { backing: 'weird:thing', format: 'raw' })
  await expect(below('top')).rejects.toThrow(/weird:thing' can't be said in XML/)
  overlay('top', { backing: 'base', format: 'blkdebug' })
  await expect(below('top')).rejects.toThrow(/format is said to be 'blkdebug'/)
  overlay('top', { backing: 'nbd://box/disk' })
  await expect(below('top')).rejects.toThrow(/was not specified/)
})

const disk = (name: string, target: string, more = '') =>
  `<disk type='file'><driver type='qcow2'/><source file='${at(name)}'/>${more}<target dev='${target}' bus='virtio'/></disk>`

test('found images are numbered behind those of the definition, which stays as it is', async () => {
  raw('base')
  overlay('middle', { backing: 'base', format: 'raw' })
  overlay('top', { backing: 'middle', format: 'qcow2' })
  overlay('other', { backing: 'base', format: 'raw' })
  const said = `<backingStore type='file'><format type='qcow2'/><source file='${at('middle')}'/></backingStore>`
  const completed = completeGuest(disk('top', 'vda', said) + disk('other', 'vdb'))
  const before = formatDomain(completed.domain)
  const world = await overBackingImages(completed)
  expect(formatDomain(completed.domain)).toBe(before)

  const numbers = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, number]) => Number(number))
  const domain = runningDomain(world, { id: 1 })
  expect(numbers(formatDomain(domain), / index='(\d+)'\/?>\n +<(?:source|backingStore|format)/g)).toEqual([
    2, 3, 5, 1, 4,
  ])
  const plan = launchPlan(world, { id: 1 })
  const line = plan.arguments.flatMap(({ option, value }) => (option === '-blockdev' ? [value] : [])).join('\n')
  expect(numbers(line, /"node-name":"libvirt-(\d+)-(?:format|storage)","read-only"/g)).toEqual([5, 3, 2, 4, 1])
  expect(
    plan.needs.filter(({ what }) => what.startsWith('backing')).map(({ path, what }) => `${what}: ${path}`),
  ).toEqual([
    `backing image of disk vda (below ${at('top')}): ${at('middle')}`,
    `backing image of disk vda (below ${at('middle')}): ${at('base')}`,
    `backing image of disk vdb (below ${at('other')}): ${at('base')}`,
  ])
  const targets = [1, 2, 3, 4, 5, 6].map((number) => diskOfNode(domain, `libvirt-${number}-format`)?.target?.dev)
  expect(targets).toEqual(['vdb', 'vda', 'vda', 'vdb', 'vda', undefined])
})

test('the end that a definition says is believed, and raw bytes are not looked at', async () => {
  overlay('top', { backing: 'beneath', format: 'raw' })
  const world = await overBackingImages(
    completeGuest(disk('top', 'vda', '<backingStore/>') + disk('top', 'vdb').replace('qcow2', 'raw')),
  )
  expect(world.domain.devices.disk.map(({ backingStore }) => backingStore?.source)).toEqual([undefined, undefined])
  expect(JSON.stringify(launchPlan(world, { id: 1 }).arguments)).not.toContain('beneath')
})
