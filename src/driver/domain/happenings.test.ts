import { describe, expect, test } from 'vitest'
import { happeningOf } from './happenings.ts'
import { namedDevices } from './named-devices.ts'

const devices = namedDevices(
  () => `<domain type='qemu'><name>g</name><memory>1</memory><os><type>hvm</type></os><devices>
  <disk type='file' device='disk'><source file='/a.qcow2' index='2'/><backingStore type='file' index='3'><format type='raw'/><source file='/base'/></backingStore>
    <target dev='vda' bus='virtio'/><alias name='virtio-disk0'/></disk>
  <disk type='file' device='cdrom'><target dev='sda' bus='sata'/><alias name='sata0-0-0'/></disk>
  <disk type='block' device='disk'><source dev='/dev/x' index='1'/><target dev='vdb' bus='virtio'/><alias name='virtio-disk1'/></disk>
  <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/><alias name='channel0'/></channel>
  <channel type='unix'><target type='virtio' name='org.other'/><alias name='channel1'/></channel>
</devices></domain>`,
)

const happening = (event: string, data: Record<string, unknown> = {}) => happeningOf({ event, data, time: 0 }, devices)

describe("QEMU's events in the contract's words", () => {
  test.each([
    ['RTC_CHANGE', { offset: -3600, 'qom-path': '/machine/x' }, { event: 'rtc-change', offset: -3600 }],
    ['WATCHDOG', { action: 'inject-nmi' }, { event: 'watchdog', action: 'inject-nmi' }],
    [
      'DEVICE_TRAY_MOVED',
      { device: '', id: 'sata0-0-0', 'tray-open': true },
      { event: 'tray-change', alias: 'sata0-0-0', tray: 'open' },
    ],
    ['BALLOON_CHANGE', { actual: 64 << 20 }, { event: 'balloon-change', memory: 65_536 }],
    [
      'DEVICE_DELETED',
      { device: 'net0', path: '/machine/peripheral/net0' },
      { event: 'device-removed', alias: 'net0' },
    ],
    ['DEVICE_DELETED', { path: '/machine/peripheral/net0/virtio-backend' }, undefined],
    ['DEVICE_UNPLUG_GUEST_ERROR', { device: 'net0' }, { event: 'device-removal-failed', alias: 'net0' }],
    [
      'VSERPORT_CHANGE',
      { id: 'channel0', open: true },
      { event: 'agent-lifecycle', state: 'connected', reason: 'channel event' },
    ],
    ['VSERPORT_CHANGE', { id: 'channel1', open: true }, undefined],
    ['MIGRATION_PASS', { pass: 3 }, { event: 'migration-iteration', iteration: 3 }],
    [
      'MEMORY_FAILURE',
      { recipient: 'guest', action: 'inject', flags: { 'action-required': true, recursive: false } },
      { event: 'memory-failure', recipient: 'guest', action: 'inject', actionRequired: true, recursive: false },
    ],
    [
      'MEMORY_DEVICE_SIZE_CHANGE',
      { id: 'mem0', size: 1 << 20 },
      { event: 'memory-device-size-change', alias: 'mem0', size: 1024 },
    ],
    ['JOB_STATUS_CHANGE', { id: 'x' }, undefined],
  ])('%s', (event, data, expected) => expect(happening(event, data)).toEqual(expected))

  test('a viewer of VNC or SPICE', () => {
    const client = {
      family: 'ipv4',
      host: '10.0.0.2',
      service: '40000',
      websocket: false,
      sasl_username: 'me',
      x509_dname: 'CN=me',
    }
    expect(
      happening('VNC_INITIALIZED', {
        server: { auth: 'sasl', family: 'ipv4', host: '0.0.0.0', service: '5900' },
        client,
      }),
    ).toEqual({
      ...{ event: 'graphics', phase: 'initialize', auth: 'sasl' },
      local: { family: 'ipv4', node: '0.0.0.0', service: '5900' },
      remote: { family: 'ipv4', node: '10.0.0.2', service: '40000' },
      subject: [
        { type: 'x509dname', name: 'CN=me' },
        { type: 'saslUsername', name: 'me' },
      ],
    })
    expect(
      happening('SPICE_CONNECTED', { server: { family: 'ipv6', host: '::', port: '5901' }, client: {} }),
    ).toMatchObject({
      ...{ phase: 'connect', auth: '', subject: [], local: { family: 'ipv6', node: '::', service: '5901' } },
    })
  })

  test('an error of a disk is told with its image and its name, by whichever of its nodes', () => {
    const failed = (data: Record<string, unknown>) =>
      happening('BLOCK_IO_ERROR', { device: '', operation: 'write', ...data })
    const first = { event: 'io-error', path: '/a.qcow2', alias: 'virtio-disk0' }
    // Nodes are numbered from the last disk; a running guest's definition has the numbers.
    expect(failed({ 'node-name': 'libvirt-2-format', action: 'stop', nospace: true })).toEqual({
      ...first,
      ...{ action: 'pause', reason: 'enospc' },
    })
    expect(failed({ 'node-name': 'libvirt-3-storage', action: 'report' })).toEqual({
      ...first,
      action: 'report',
      reason: '',
    })
    expect(failed({ 'node-name': 'libvirt-1-format', action: 'ignore' })).toMatchObject({
      path: '/dev/x',
      action: 'none',
    })
    expect(failed({ device: 'virtio-disk0', action: 'stop' })).toMatchObject(first)
    expect(failed({ 'node-name': 'libvirt-9-format', action: 'stop' })).toMatchObject({ path: '', alias: '' })
    const threshold = { 'amount-exceeded': 1, 'write-threshold': 2 }
    expect(happening('BLOCK_WRITE_THRESHOLD', { 'node-name': 'libvirt-1-storage', ...threshold })).toEqual({
      ...{ event: 'block-threshold', device: 'vdb', path: '/dev/x', threshold: 2, excess: 1 },
    })
  })

  test('what a hostile emulator says is taken for what it can be', () => {
    expect(happening('constructor')).toBeUndefined()
    expect(happening('RTC_CHANGE', { offset: 1e300 })).toEqual({ event: 'rtc-change', offset: 0 })
    expect(happening('WATCHDOG', { action: 'toString' })).toEqual({ event: 'watchdog', action: 'none' })
    expect(happening('BLOCK_IO_ERROR', { action: 'constructor', device: 5, 'node-name': {} })).toMatchObject({
      action: 'none',
      alias: '',
    })
    expect(happening('VNC_CONNECTED', { server: null, client: 7 })).toMatchObject({ auth: '', subject: [] })
    expect(happening('DEVICE_DELETED', { device: {} })).toBeUndefined()
  })
})
