import { expect, test } from 'vitest'
import { completeGuest, type Pretence } from '../../../test/support/guest.ts'
import { addRunFacts, formatDomain, migratableDomain, migratableRun, runningDomain } from './index.ts'

const devicesOf = (devices: string, pretence: Pretence = {}) =>
  formatDomain(migratableDomain(completeGuest(devices, pretence).domain), { secrets: true })

test('what any libvirt adds by itself is left out', () => {
  const xml = devicesOf("<graphics type='vnc'/>")
  for (const each of ['piix3-uhci', 'pci-root', "type='keyboard'", '<audio']) expect(xml).not.toContain(each)
  expect(xml).toContain("<input type='mouse' bus='ps2'/>")
  expect(devicesOf('', { arch: 's390x', machine: 's390-ccw-virtio' })).not.toContain('<panic')
})

test('what is not as it comes by itself stays', () => {
  const xml = devicesOf(`<controller type='usb' index='0' model='piix3-uhci'><alias name='ua-usb'/></controller>
    <controller type='pci' index='1' model='pci-bridge'/><audio id='1' type='alsa'/>`)
  for (const each of ['ua-usb', 'pci-root', "type='alsa'"]) expect(xml).toContain(each)
  expect(devicesOf("<audio id='1' type='none'><input mixingEngine='yes'/></audio>")).toContain('<audio')
})

test('ports of the board have no type, displays one address', () => {
  expect(devicesOf("<serial type='pty'/>", { arch: 'aarch64', machine: 'virt' })).toContain("<target port='0'/>")
  expect(devicesOf("<graphics type='spice'><listen type='none'/></graphics>")).toContain(
    "<graphics type='spice' autoport='no'/>",
  )
  const socket = "<graphics type='vnc' passwd='p'><listen type='socket' socket='/a'/></graphics>"
  expect(devicesOf(socket)).toContain("<graphics type='vnc' socket='/a' passwd='p'/>")
})

test('of a guest that runs nothing is said that is of this run', () => {
  const world = completeGuest("<serial type='pty'/><rng model='virtio'><backend model='builtin'/></rng>")
  const live = runningDomain(world, { id: 3 })
  live.title = 'changed since'
  const xml = formatDomain(migratableRun(live, world.domain))
  expect(xml).toContain('<title>changed since</title>')
  expect(xml).not.toMatch(/ id='3'|<alias/)
  const disks = completeGuest("<disk type='file'><source file='/a'/><target dev='vda'/></disk>")
  const said = formatDomain(migratableRun(runningDomain(disks, { id: 3 }), disks.domain))
  expect(said).toContain("<source file='/a'/>\n      <backingStore/>")
})

test('of its CPU it says what was asked for, where QEMU has made it another', () => {
  const world = completeGuest('', { sections: "<cpu match='exact'><model>qemu64</model></cpu>" })
  const live = runningDomain(world, { id: 3 })
  const cpuid = [{ 'cpuid-input-eax': 1, 'cpuid-register': 'ECX', features: 0x80002001 }]
  addRunFacts(live, { terminals: new Map(), displays: {}, cpuid })
  expect(formatDomain(live)).toContain("<feature policy='require' name='hypervisor'/>")
  expect(formatDomain(migratableRun(live, world.domain))).not.toContain('hypervisor')
})
