import { describe, expect, it } from 'vitest'
import { completedXml, completeGuest, problemsOf } from '../../../../../test/support/guest.ts'
import type { Device } from '../../../devices/kind.ts'

const card = "<interface type='user'><model type='virtio'/></interface>"
const oldCard = "<interface type='user'><model type='e1000'/></interface>"
const disk = "<disk type='file'><source file='/a'/><target dev='vda' bus='virtio'/></disk>"
const noUsb = "<controller type='usb' model='none'/>"

const q35 = { machine: 'q35' }

function at({ address }: Device): string {
  if (address?.type !== 'pci') return String(address?.type)
  return `${address.bus}:${address.slot?.toString(16)}.${address.function}`
}

function controllers(devices: string, pretence = {}): string[] {
  return completeGuest(devices, pretence).domain.devices.controller.map(
    (each) => `${each.type}${each.index} ${each.model ?? ''} ${at(each)}`,
  )
}

describe('on a pc', () => {
  it('the board comes first, then cards, then controllers, then disks', () => {
    const { devices } = completeGuest(`${disk}${card}<controller type='virtio-serial'/>`).domain
    expect(devices.interface.map(at)).toEqual(['0:2.0'])
    expect(devices.controller.map(at)).toEqual(['0:3.0', '0:1.2', 'undefined'])
    expect(devices.disk.map(at)).toEqual(['0:4.0'])
  })

  it('the graphics card has slot 2, unless somebody else is there', () => {
    const video = "<video><model type='vga'/></video>"
    const { devices } = completeGuest(`${card}${video}`).domain
    expect([...devices.video, ...devices.interface].map(at)).toEqual(['0:2.0', '0:3.0'])
    const there = card.replace('<model', "<address type='pci' slot='2'/><model")
    const moved = completeGuest(`${there}${video}`).domain.devices
    expect(moved.video.map(at)).toEqual(['0:3.0'])
  })

  it('bridges are added when all slots are taken', () => {
    const many = completeGuest(oldCard.repeat(40)).domain.devices
    expect(many.controller.at(-1)).toMatchObject({ model: 'pci-bridge', index: 1, target: { chassisNr: 1 } })
    expect(at(many.interface[28] as Device)).toBe('0:1f.0')
    expect(at(many.interface[29] as Device)).toBe('1:1.0')
  })

  it('a bus that is named is added with all before it', () => {
    const far = card.replace('<model', "<address type='pci' bus='3' slot='4'/><model")
    expect(controllers(far)).toEqual([
      'usb0 piix3-uhci 0:1.2',
      'pci0 pci-root undefined',
      'pci1 pci-bridge 0:2.0',
      'pci2 pci-bridge 0:3.0',
      'pci3 pci-bridge 0:4.0',
    ])
  })
})

describe('on a q35', () => {
  it('every device has a root port, and one is left for what is plugged in later', () => {
    expect(controllers(`${noUsb}${card}${disk}`, q35)).toEqual([
      'usb0 none undefined',
      'sata0  0:1f.2',
      'pci0 pcie-root undefined',
      'pci1 pcie-root-port 0:1.0',
      'pci2 pcie-root-port 0:1.1',
      'pci3 pcie-root-port 0:1.2',
    ])
  })

  it('none is left where the definition has bridges of its own', () => {
    const own = "<controller type='pci' model='pcie-root'/><controller type='pci' model='pcie-root-port'/>"
    const added = controllers(`${noUsb}${own}${card}${disk}`, q35)
    expect(added.filter((each) => each.includes('root-port'))).toEqual([
      'pci1 pcie-root-port 0:1.0',
      'pci2 pcie-root-port 0:1.1',
    ])
  })

  it('conventional devices share a bridge behind a port', () => {
    const { devices } = completeGuest(`${noUsb}${oldCard}${oldCard}`, q35).domain
    expect(devices.interface.map(at)).toEqual(['2:1.0', '2:2.0'])
    expect(devices.controller.at(-2)).toMatchObject({ model: 'pcie-to-pci-bridge', index: 2 })
  })

  it('the first function of a crowded slot says so', () => {
    expect(completedXml(`${noUsb}${card}`, q35)).toContain("slot='0x01' function='0x0' multifunction='on'")
  })

  it('the parts of a USB 2 controller are in one slot', () => {
    const parts = ['ehci1', 'uhci1', 'uhci2', 'uhci3'].map(
      (part) => `<controller type='usb' index='0' model='ich9-${part}'/>`,
    )
    expect(controllers(parts.join(''), q35).slice(0, 4)).toEqual([
      'usb0 ich9-ehci1 0:1d.7',
      'usb0 ich9-uhci1 0:1d.0',
      'usb0 ich9-uhci2 0:1d.1',
      'usb0 ich9-uhci3 0:1d.2',
    ])
  })
})

it('on pseries a second host bridge is added instead of a bridge', () => {
  const added = completeGuest(oldCard.repeat(32), { arch: 'ppc64', machine: 'pseries' }).domain.devices.controller
  expect(added.at(-1)).toMatchObject({ model: 'pci-root', index: 1, target: { index: 1 } })
})

describe('is refused', () => {
  const placed = (place: string) => card.replace('<model', `<address type='pci' ${place}/><model`)

  it.each([
    ['an address that is taken twice', placed("slot='5'").repeat(2), {}, 'taken twice'],
    ['a place of the board', placed("slot='1' function='3'"), {}, 'the board has its own device'],
    [
      'a slot that the bus has not',
      `<controller type='pci' index='1' model='pci-bridge'/>${placed("bus='1'")}`,
      {},
      'has slots 0x1',
    ],
    ['another domain', placed("domain='1' slot='4'"), {}, 'only PCI domain 0'],
    [
      'a bridge where none fits',
      "<controller type='pci' index='0' model='pcie-root'/><controller type='pci' index='1' model='pcie-root-port'/><controller type='pci' index='2' model='dmi-to-pci-bridge'><address type='pci' bus='1' slot='0'/></controller>",
      q35,
      'takes no dmi-to-pci-bridge',
    ],
    ['a device without a bus', "<controller type='usb' model='nec-xhci'/>", { machine: 'isapc' }, 'has none'],
  ])('%s', (_, devices, pretence, message) => {
    expect(problemsOf(devices, pretence).map((each) => each.message)).toContainEqual(expect.stringContaining(message))
  })
})
