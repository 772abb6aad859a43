import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { formatDomain, migratableDomain, parseDomain } from '../../src/model/domain/index.ts'
import { pc } from '../machine/scratch.ts'
import { Libvirtd } from '../support/libvirtd.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const usb = (more: string, inner = '') => `<controller type='usb' ${more}>${inner}</controller>`
const serial = (inner: string) => `<serial type='pty'>${inner}</serial>`
const vnc = (inner: string) => `<graphics type='vnc' autoport='yes' passwd='p'>${inner}</graphics>`

const guests: Record<string, string> = {
  plain: '',
  'two USB controllers': usb("index='0' model='piix3-uhci'") + usb("index='1' model='piix3-uhci'"),
  'a named USB controller': usb("index='0' model='piix3-uhci'", "<alias name='ua-x'/>"),
  'another USB controller': usb("index='0' model='ehci'"),
  'no USB': usb("model='none'"),
  'a PCI bridge': "<controller type='pci' index='1' model='pci-bridge'/>",
  'a named PCI bus': "<controller type='pci' index='0' model='pci-root'><alias name='ua-p'/></controller>",
  'sound to nowhere': "<audio id='1' type='none'/>",
  'another number': "<audio id='2' type='none'/>",
  'two backends': "<audio id='1' type='none'/><audio id='2' type='pulseaudio'/>",
  'a mixer': "<audio id='1' type='none'><input mixingEngine='yes'/></audio>",
  VNC: vnc(''),
  'VNC at an address': vnc("<listen type='address' address='1.2.3.4'/>"),
  'VNC in a network': vnc("<listen type='network' network='default'/>"),
  'VNC at any socket': vnc("<listen type='socket'/>"),
  SPICE: "<graphics type='spice' autoport='yes'/>",
  'SPICE that does not listen': "<graphics type='spice'><listen type='none'/></graphics>",
  'SPICE at a socket': "<graphics type='spice'><listen type='socket' socket='/a'/></graphics>",
  'SPICE without sound': "<graphics type='spice' autoport='yes'/><audio id='1' type='none'/>",
  SDL: "<graphics type='sdl' display=':0' xauth='/x'/><audio id='1' type='none'/>",
  'a USB keyboard': "<input type='keyboard' bus='usb'/>",
  'an ISA panic device': "<panic model='isa'/>",
  'a serial port on USB': serial("<target type='usb-serial'/>"),
}

test.skipIf(Libvirtd.missing)(
  `dumpxml --migratable leaves out what libvirtd does${Libvirtd.missing ? `: ${Libvirtd.missing}` : ''}`,
  async () => {
    using folder = temporaryFolder()
    await using libvirtd = await Libvirtd.start(['/usr/bin/qemu-system-x86_64'])
    for (const [about, devices] of Object.entries(guests)) {
      const file = join(folder.path, 'guest.xml')
      writeFileSync(file, pc({ name: 'guest', devices }))
      await libvirtd.virsh('define', file)
      const whole = await libvirtd.virsh('dumpxml', '--security-info', 'guest')
      const theirs = await libvirtd.virsh('dumpxml', '--migratable', 'guest')
      await libvirtd.virsh('undefine', 'guest')
      const ours = formatDomain(migratableDomain(parseDomain(whole)), { secrets: true })
      expect.soft(ours.trim(), about).toBe(theirs.trim())
    }
  },
)
