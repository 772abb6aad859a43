import { describe, expect, test } from 'vitest'
import { Answer } from './answers.ts'
import * as read from './read.ts'

const answer = (value: unknown): Answer => new Answer('guest-x', value)
const pci = { domain: 0, bus: 4, slot: 0, function: 0 }
const devices = {
  diskAt: (place: { pci: object; unit: number }) => (place.pci && place.unit === 0 ? 'vda' : undefined),
}
const place = { 'pci-controller': pci, bus: 0, target: 0, unit: 0 }

describe("the agent's answers in the contract's words", () => {
  test('file systems with the disks that they are on', () => {
    const disk = { ...place, serial: 's1', dev: '/dev/vda1', 'bus-type': 'virtio' }
    const root = { name: 'vda1', mountpoint: '/', type: 'ext4', 'total-bytes': 10, 'used-bytes': 5, disk: [disk] }
    const tmp = { name: 'tmpfs', mountpoint: '/tmp', type: 'tmpfs' }
    expect(read.filesystems(answer([root, tmp]), devices)).toEqual([
      {
        ...{ name: 'vda1', mountpoint: '/', type: 'ext4', total: 10, used: 5 },
        disks: [{ target: 'vda', serial: 's1', device: '/dev/vda1' }],
      },
      { name: 'tmpfs', mountpoint: '/tmp', type: 'tmpfs', total: undefined, used: undefined, disks: [] },
    ])
  })

  test('disks, also those whose place is not told', () => {
    const said = [
      { name: '/dev/vda', partition: false, address: place },
      { name: '/dev/vda1', partition: true, dependencies: ['/dev/vda'], alias: 'root' },
    ]
    expect(read.disks(answer(said), devices)).toMatchObject([
      { name: '/dev/vda', partition: false, dependencies: [], target: 'vda' },
      { name: '/dev/vda1', partition: true, dependencies: ['/dev/vda'], alias: 'root', target: undefined },
    ])
  })

  test('users, by milliseconds', () => {
    expect(read.users(answer([{ user: 'root', 'login-time': 1.5 }]))).toEqual([
      { name: 'root', domain: undefined, loginTime: 1500 },
    ])
  })

  test('addresses of aliases are those of their interface', () => {
    const address = (ip: string, type = 'ipv4') => ({ 'ip-address': ip, 'ip-address-type': type, prefix: 24 })
    const said = [
      { name: 'eth0', 'hardware-address': '52:54:00:00:00:01', 'ip-addresses': [address('10.0.0.2')] },
      { name: 'eth0:1', 'ip-addresses': [address('fe80::1', 'ipv6')] },
      { name: 'sit0' },
    ]
    expect(read.interfaces(answer(said))).toEqual([
      {
        ...{ name: 'eth0', mac: '52:54:00:00:00:01' },
        addresses: [
          { type: 'ipv4', address: '10.0.0.2', prefix: 24 },
          { type: 'ipv6', address: 'fe80::1', prefix: 24 },
        ],
      },
      { name: 'sit0', mac: undefined, addresses: [] },
    ])
  })

  test('virtual CPUs in their order; what is not said to be removable is not', () => {
    const said = [
      { 'logical-id': 1, online: false, 'can-offline': true },
      { 'logical-id': 0, online: true },
    ]
    expect(read.vcpus(answer(said))).toEqual([
      { number: 0, online: true, offlinable: false },
      { number: 1, online: false, offlinable: true },
    ])
  })

  test.each([
    ['no list', {}],
    ['a list of what is no record', [1]],
    ['names that are numbers', [{ name: 1, mountpoint: '/', type: 'x' }]],
    ['far too many', Array.from({ length: 5000 }, () => ({}))],
  ])('a guest that says %s is not believed', (_, said) => {
    expect(() => read.filesystems(answer(said), devices)).toThrow("guest agent's answer is not")
  })

  test('what a guest calls itself may be anything, or nothing', () => {
    expect(read.os(answer({ id: 'debian', 'version-id': '12', 'pretty-name': 7 }))).toMatchObject({
      ...{ id: 'debian', versionId: '12', prettyName: undefined, name: undefined },
    })
    expect(read.os(answer(null))).toMatchObject({ id: undefined })
  })
})
