import { expect, test } from 'vitest'
import { completeGuest, type Pretence } from '../../../test/support/guest.ts'
import type { MachineFacts } from '../qemu/facts.ts'
import { remarksOf } from './remarks.ts'

const remarks = (devices: string, pretence: Pretence = {}) => remarksOf(completeGuest(devices, pretence))

test('of an ordinary guest there is nothing to be said', () => {
  const disk = "<disk type='block' device='cdrom'><source dev='/dev/vg/iso'/><target dev='sda' bus='sata'/></disk>"
  expect(remarks(disk, { machine: 'q35' })).toEqual({ taints: [], deprecations: [] })
  const empty = '<qemu:commandline/><qemu:capabilities/><qemu:override/>'
  expect(remarks('', { sections: inNamespace(empty) })).toEqual({ taints: [], deprecations: [] })
})

const inNamespace = (elements: string): string =>
  elements.replaceAll(/<(qemu:\w+)(?=\/?>)/g, "<$1 xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'")

test.each([
  ['custom-argv', "<qemu:commandline><qemu:arg value='-S'/></qemu:commandline>"],
  ['custom-argv', "<qemu:commandline><qemu:env name='A' value='b'/></qemu:commandline>"],
  ['custom-hypervisor-feature', "<qemu:capabilities><qemu:add capability='usb'/></qemu:capabilities>"],
  ['custom-hypervisor-feature', "<qemu:capabilities><qemu:del capability='usb'/></qemu:capabilities>"],
  ['custom-device', "<qemu:override><qemu:device alias='ua-a'><qemu:frontend/></qemu:device></qemu:override>"],
  ['custom-dtb', "<os><type arch='x86_64'>hvm</type><dtb>/boot/board.dtb</dtb></os>"],
])('%s: %s', (taint, sections) => {
  expect(remarks('', { sections: inNamespace(sections) }).taints).toEqual([taint])
})

test.each([
  ['shell-scripts', "<interface type='ethernet'><script path='/etc/up'/></interface>"],
  ['cdrom-passthrough', "<disk type='block' device='cdrom'><source dev='/dev/cdrom'/><target dev='hdc'/></disk>"],
  ['high-privileges', "<disk type='block' device='lun' rawio='yes'><source dev='/dev/a'/><target dev='vda'/></disk>"],
  [
    'high-privileges',
    "<hostdev mode='subsystem' type='scsi' rawio='yes'><source><adapter name='scsi_host0'/><address bus='0' target='0' unit='0'/></source></hostdev>",
  ],
])('%s: %s', (taint, devices) => {
  expect(remarks(devices).taints).toEqual([taint])
})

test('the whole CPU of the host is one that no other has', () => {
  const pretence = { type: 'kvm', sections: "<cpu mode='host-passthrough'/>" }
  expect(remarks('', pretence).taints).toEqual(['host-cpu'])
})

test('what QEMU is about to drop is named', () => {
  const machine = { ...completeGuest('').qemu.machine('qemu', 'pc'), name: 'pc-old', deprecated: true } as MachineFacts
  const cpus = ['old', 'new'].map((name) => ({ name, typename: name, deprecated: name === 'old' }))
  const facts = { byAccelerator: { tcg: { machines: [machine], cpus } } }
  const model = (name: string) => ({
    ...{ facts, machine: 'pc-old' },
    sections: `<cpu mode='custom'><model fallback='allow'>${name}</model></cpu>`,
  })
  expect(remarks('', model('new'))).toEqual({ taints: ['deprecated-config'], deprecations: ["machine type 'pc-old'"] })
  expect(remarks('', model('old')).deprecations).toEqual(["machine type 'pc-old'", "CPU model 'old'"])
})

test('they stand in one order', () => {
  const script = "<interface type='ethernet'><script path='/etc/up'/></interface>"
  const argument = "<qemu:commandline><qemu:arg value='-S'/></qemu:commandline>"
  expect(remarks(script.repeat(2), { sections: inNamespace(argument) }).taints).toEqual([
    'custom-argv',
    'shell-scripts',
  ])
})
