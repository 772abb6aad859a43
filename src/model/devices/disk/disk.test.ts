import { describe, expect, it } from 'vitest'
import {
  completedXml,
  completeGuest,
  deviceOf,
  optionsOf,
  planGuest,
  problemsOf,
} from '../../../../test/support/guest.ts'

const file = (dev: string, extra = '', attributes = "device='disk'") =>
  `<disk type='file' ${attributes}><source file='/img/${dev}'/><target dev='${dev}'/>${extra}</disk>`

describe('a disk', () => {
  it('of raw format is one node and a device', () => {
    const plan = planGuest(file('vda'))
    expect(optionsOf(plan, '-blockdev')).toEqual([
      { driver: 'file', filename: '/img/vda', 'node-name': 'libvirt-1-storage', 'read-only': false },
    ])
    expect(deviceOf(plan, 'virtio-disk0')).toMatchObject({
      driver: 'virtio-blk-pci',
      drive: 'libvirt-1-storage',
      bootindex: 1,
    })
  })

  it('of raw format has a node of its own in a QEMU where block jobs need one', () => {
    const plan = planGuest(file('vda'), { facts: { schema: [] } })
    expect(optionsOf(plan, '-blockdev')).toMatchObject([
      { 'node-name': 'libvirt-1-storage', 'auto-read-only': true },
      { 'node-name': 'libvirt-1-format', driver: 'raw', file: 'libvirt-1-storage' },
    ])
  })

  it('over others opens the lowest first', () => {
    const backing =
      "<backingStore type='file'><format type='raw'/><source file='/img/base'/><backingStore/></backingStore>"
    const plan = planGuest(
      `<disk type='file'><driver name='qemu' type='qcow2'/><source file='/img/top'/>${backing}<target dev='vda'/></disk>`,
    )
    expect(optionsOf(plan, '-blockdev').map((node) => (node as Record<string, unknown>)['node-name'])).toEqual([
      'libvirt-2-storage',
      'libvirt-1-storage',
      'libvirt-1-format',
    ])
    expect(plan.needs).toEqual([
      { path: '/img/top', what: 'disk vda', access: 'write' },
      { path: '/img/base', what: 'backing image of disk vda (below /img/top)', access: 'read' },
    ])
  })

  it('takes its bus and place from its name', () => {
    const { domain } = completeGuest(['hdd', 'sdh', 'fdb'].map((dev) => file(dev)).join(''))
    expect(domain.devices.disk.map(({ target, address }) => [target?.bus, address])).toEqual([
      ['ide', { type: 'drive', controller: 0, bus: 1, target: 0, unit: 1 }],
      ['scsi', { type: 'drive', controller: 0, bus: 0, target: 0, unit: 8 }],
      ['fdc', { type: 'drive', controller: 0, bus: 0, target: 0, unit: 1 }],
    ])
  })

  it('stands before the disks of its bus that come after it', () => {
    const { domain } = completeGuest(['vdb', 'hdc', 'vda', 'hda', 'vdaa'].map((dev) => file(dev)).join(''))
    expect(domain.devices.disk.map(({ target }) => target?.dev)).toEqual(['vda', 'vdb', 'vdaa', 'hda', 'hdc'])
  })

  it('has what <driver> says on the node that QEMU reads it from', () => {
    const driver = "<driver name='qemu' type='qcow2' cache='none' io='native' discard='unmap' detect_zeroes='unmap'/>"
    const plan = planGuest(`<disk type='file'>${driver}<source file='/img/a'/><target dev='vda'/></disk>`)
    expect(optionsOf(plan, '-blockdev')).toEqual([
      {
        driver: 'file',
        filename: '/img/a',
        aio: 'native',
        'node-name': 'libvirt-1-storage',
        'auto-read-only': true,
        discard: 'unmap',
        cache: { direct: true, 'no-flush': false },
      },
      {
        'node-name': 'libvirt-1-format',
        'read-only': false,
        discard: 'unmap',
        'detect-zeroes': 'unmap',
        cache: { direct: true, 'no-flush': false },
        driver: 'qcow2',
        file: 'libvirt-1-storage',
      },
    ])
  })

  it('that guests share is not cached', () => {
    const plan = planGuest(file('vda', '<shareable/>'))
    expect(optionsOf(plan, '-blockdev')).toMatchObject([{ cache: { direct: true } }])
    expect(deviceOf(plan, 'virtio-disk0')).toMatchObject({ 'share-rw': true, 'write-cache': 'on' })
    expect(plan.needs).toMatchObject([{ shared: true }])
  })

  it('cannot bring options of its own in any of its values', () => {
    const evil = `/img/a,readonly=on"},x='y'\\`
    const escaped = evil.replaceAll('"', '&quot;').replaceAll("'", '&apos;')
    const plan = planGuest(
      `<disk type='file'><source file='${escaped}'/><target dev='hda'/><serial>${escaped}</serial></disk>`,
    )
    expect(optionsOf(plan, '-blockdev')).toMatchObject([{ filename: evil }])
    expect(deviceOf(plan, 'ide0-0-0')).toMatchObject({ serial: evil })
  })

  it('has a world wide name of 64 bits', () => {
    const value = planGuest(file('hda', '<wwn>5000c50015ea71ac</wwn>')).arguments.find(({ value }) =>
      value?.includes('wwn'),
    )
    expect(value?.value).toContain('"wwn":5764824127192592812')
  })
})

it('on a server that wants certificates is given ours', () => {
  const disk = `<disk type='network'><source protocol='nbd' name='a' tls='yes' tlsHostname='nbd.lan'>
    <host name='10.0.0.1'/></source><target dev='vda'/></disk>`
  const plan = planGuest(disk)
  expect(optionsOf(plan, '-object')).toContainEqual(
    expect.objectContaining({ id: 'objlibvirt-1-storage_tls0', dir: '/etc/pki/libvirt-nbd', endpoint: 'client' }),
  )
  expect(optionsOf(plan, '-blockdev')).toMatchObject([
    { server: { port: '10809' }, 'tls-creds': 'objlibvirt-1-storage_tls0', 'tls-hostname': 'nbd.lan' },
  ])
})

it('in hardware is opened for QEMU', () => {
  const plan = planGuest("<disk type='vhostvdpa'><source dev='/dev/vhost-vdpa-0'/><target dev='vda'/></disk>")
  expect(optionsOf(plan, '-add-fd')).toEqual([expect.stringMatching(/^set=0,fd=\d+,opaque=libvirt-1-storage-vdpa$/)])
  expect(optionsOf(plan, '-blockdev')).toMatchObject([{ driver: 'virtio-blk-vhost-vdpa', path: '/dev/fdset/0' }])
})

it('in a pool is where the pool has it', () => {
  const volume = (pool: string) => `<disk type='volume'><source pool='${pool}' volume='web'/><target dev='vda'/></disk>`
  expect(optionsOf(planGuest(volume('default')), '-blockdev')).toMatchObject([
    { driver: 'file', filename: '/pool/web' },
  ])
  expect(() => planGuest(volume('nowhere'))).toThrow("'nowhere'")
})

describe('a drive', () => {
  it('may be empty, and is read only where it is a CD-ROM', () => {
    const drive = "<disk type='file' device='cdrom'><target dev='hdc'/></disk>"
    const plan = planGuest(drive)
    expect(optionsOf(plan, '-blockdev')).toEqual([])
    expect(deviceOf(plan, 'ide0-1-0')).toMatchObject({ driver: 'ide-cd', bus: 'ide.1', unit: 0 })
    expect(completedXml(drive)).toContain('<readonly/>')
  })

  it('is booted from as <boot dev> says', () => {
    const devices = file('vda') + file('hda', '', "device='cdrom'")
    const plan = planGuest(devices, {
      sections: "<os><type arch='x86_64' machine='pc'>hvm</type><boot dev='cdrom'/><boot dev='hd'/></os>",
    })
    expect(deviceOf(plan, 'ide0-0-0')).toMatchObject({ bootindex: 1 })
    expect(deviceOf(plan, 'virtio-disk0')).toMatchObject({ bootindex: 2 })
  })
})

describe('a disk is refused', () => {
  it.each([
    ['without a target', "<disk type='file'><source file='/a'/></disk>", 'NO_TARGET', '<target dev'],
    [
      'with a name that is none',
      "<disk type='file'><source file='/a'/><target dev='disk1' bus='scsi'/></disk>",
      'XML_ERROR',
      "'disk1'",
    ],
    ['without a source', "<disk type='file'><target dev='vda'/></disk>", 'CONFIG_UNSUPPORTED', 'no source'],
    ['with the name of another', file('vda') + file('vda'), 'XML_ERROR', "'vda'"],
  ])('%s', (_, devices, code, message) => {
    const problems = problemsOf(devices)
    expect(problems[0]).toMatchObject({ code, position: { line: expect.any(Number) } })
    expect(problems[0]?.message).toContain(message)
  })
})
