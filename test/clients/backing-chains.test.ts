import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { pc } from '../machine/scratch.ts'
import { Libvirtd } from '../support/libvirtd.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { Daemon, virshMissing } from './virsh.ts'

const missing =
  virshMissing ??
  Libvirtd.missing ??
  (spawnSync('qemu-img', ['--version']).error ? 'qemu-img makes the images, and is not there' : undefined)

/** What is made, lowest first, each over the one that it names. */
const images = [
  { name: 'base', format: 'raw' },
  { name: 'middle', format: 'qcow2', over: 'base' },
  { name: 'top', format: 'qcow2', over: 'middle' },
  { name: 'two', format: 'qcow2', over: 'base' },
  { name: 'alone', format: 'qcow2' },
  { name: 'plain', format: 'raw' },
  { name: 'old', format: 'qed', over: 'base' },
  { name: 'foreign', format: 'vmdk' },
  { name: 'foreign-top', format: 'vmdk', over: 'foreign' },
  { name: 'other', format: 'vpc' },
]

const disks = ['top', 'two', 'plain', 'alone', 'old', 'foreign-top', 'other', 'middle-top']

test.skipIf(missing)(`chains of images are what they are to libvirt${missing ? `: ${missing}` : ''}`, async () => {
  using folder = temporaryFolder()
  chmodSync(folder.path, 0o777)
  const path = (name: string) => join(folder.path, name)
  const make = ({ name, format, over }: (typeof images)[number]) => {
    const of = images.find((each) => each.name === over)
    const words = of ? ['-b', of.name, '-F', of.format] : []
    execFileSync('qemu-img', ['create', '-q', '-f', format, ...words, name, '1M'], { cwd: folder.path })
    chmodSync(path(name), 0o666)
  }
  for (const image of images) make(image)
  make({ name: 'middle-top', format: 'qcow2', over: 'middle' })
  const said = `<backingStore type='file'><format type='qcow2'/><source file='${path('middle')}'/></backingStore>`
  const devices = disks.map((name, at) => {
    const format = images.find((each) => each.name === name)?.format ?? 'qcow2'
    const more = name === 'middle-top' ? said : ''
    return `<disk type='file'><driver name='qemu' type='${format}'/><source file='${path(name)}'/>${more}<target dev='vd${'abcdefgh'[at]}' bus='virtio'/></disk>`
  })
  const xml = path('guest.xml')
  writeFileSync(xml, pc({ name: 'guest', devices: devices.join('') }))

  await using daemon = await Daemon.start()
  await using libvirtd = await Libvirtd.start(['/usr/bin/qemu-system-x86_64'])
  const theirs = (...words: string[]) => libvirtd.virsh(...words)
  const ours = async (...words: string[]) => (await daemon.virsh(...words)).out
  const heard: object[] = []
  for (const say of [theirs, ours]) {
    await say('create', '--paused', xml)
    const statistics = await say('domstats', 'guest', '--block', '--backing')
    heard.push({
      disks: (await say('dumpxml', 'guest', '--xpath', '//disk')).trim(),
      statistics: statistics.split('\n').filter((line) => /(count|name|path|backingIndex|capacity)=/.test(line)),
      nodes: nodesOf(await say('qemu-monitor-command', 'guest', '{"execute":"query-named-block-nodes"}')),
    })
    // The images are the next one's.
    await say('destroy', 'guest')
  }
  const [expected, found] = heard
  expect(found).toEqual(expected)
  expect(expected).toMatchObject({ statistics: expect.arrayContaining(['  block.count=15']) })
})

interface Node {
  'node-name': string
  drv: string
  file: string
  ro: boolean
  cache: object
  backing_file_depth: number
}

function nodesOf(reply: string): object[] {
  const { return: nodes } = JSON.parse(reply) as { return: Node[] }
  return nodes
    .map(({ 'node-name': name, drv, file, ro, cache, backing_file_depth: depth }) => ({
      name,
      drv,
      file,
      ro,
      cache,
      depth,
    }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
}
