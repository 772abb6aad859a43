import { describe, expect, it } from 'vitest'
import {
  completeGuest,
  deviceOf,
  optionsOf,
  planGuest,
  pretendFacts,
  problemsOf,
} from '../../../../test/support/guest.ts'

const q35 = { machine: 'q35' }
const ich9 = { facts: { types: [...pretendFacts().types, 'ich9-usb-uhci1'] } }
const codes = (devices: string, pretence = {}) => problemsOf(devices, pretence).map(({ code }) => code)
const names = (devices: string, pretence = {}) =>
  completeGuest(devices, pretence).domain.devices.controller.map(({ type, index, model }) => `${type}${index} ${model}`)

describe('controllers', () => {
  it('are numbered and kept in order, types where they came first', () => {
    const given = "<controller type='scsi' index='2' model='lsilogic'/><controller type='usb' model='nec-xhci'/>"
    expect(names(`${given}<controller type='scsi' model='virtio-scsi'/>`)).toEqual([
      'scsi0 virtio-scsi',
      'scsi2 lsilogic',
      'usb0 nec-xhci',
      'pci0 pci-root',
    ])
  })

  it('get the model that the machine has by default', () => {
    const open = "<controller type='usb'/><controller type='scsi'/>"
    expect(names(open)).toContain('usb0 piix3-uhci')
    expect(names('', q35)).toContain('usb0 qemu-xhci')
    expect(names(open, { arch: 'aarch64' })).toContain('usb0 qemu-xhci')
    expect(names(open, { arch: 'ppc64' })).toEqual(['usb0 qemu-xhci', 'scsi0 ibmvscsi', 'pci0 pci-root'])
  })

  it('of a virtio SCSI bus take options', () => {
    const driver = "<driver queues='4' cmd_per_lun='8' max_sectors='512' ioeventfd='on' iothread='1'/>"
    const plan = planGuest(`<controller type='scsi' model='virtio-scsi'>${driver}</controller>`, {
      sections: '<iothreads>1</iothreads>',
    })
    expect(deviceOf(plan, 'scsi0')).toMatchObject({
      driver: 'virtio-scsi-pci',
      iothread: 'iothread1',
      num_queues: 4,
      cmd_per_lun: 8,
      max_sectors: 512,
      ioeventfd: true,
    })
  })

  it('that companions belong to are named by them', () => {
    const parts = "<controller type='usb' model='ich9-uhci1'/><controller type='usb' model='ich9-ehci1'/>"
    const devices = optionsOf(planGuest(parts), '-device') as Record<string, unknown>[]
    expect(devices.find(({ driver }) => driver === 'ich9-usb-uhci1')).toMatchObject({
      masterbus: 'usb.0',
      firstport: 0,
    })
  })

  it('on PCI tell the guest their place', () => {
    const devices = `<controller type='pci' index='0' model='pcie-root'/>
      <controller type='pci' index='1' model='pcie-root-port'><target chassis='7' hotplug='off'/></controller>`
    expect(deviceOf(planGuest(devices, q35), 'pci.1')).toMatchObject({ chassis: 7, port: 8, hotplug: false })
  })

  it('of the board are set through its own options', () => {
    const root =
      "<controller type='pci' model='pci-root'><target hotplug='off'/><pcihole64 unit='GiB'>1</pcihole64></controller>"
    expect(optionsOf(planGuest(root), '-global')).toEqual([
      'PIIX4_PM.acpi-root-pci-hotplug=off',
      'i440FX-pcihost.pci-hole64-size=1048576K',
    ])
  })
})

describe('a controller is refused', () => {
  const port = (target: string) =>
    `<controller type='pci' index='0' model='pcie-root'/><controller type='pci' index='1' model='pcie-root-port'><target ${target}/></controller>`
  it.each([
    ['with an index that is taken', "<controller type='scsi' index='1'/>".repeat(2), {}, 'XML_ERROR'],
    ['with a model of another type', "<controller type='scsi' model='piix3-uhci'/>", {}, 'XML_ERROR'],
    ['as a companion without a master', "<controller type='usb' model='ich9-uhci1'/>", ich9, 'XML_DETAIL'],
    ['with a device that this QEMU has not', "<controller type='usb' model='ehci'/>", {}, 'CONFIG_UNSUPPORTED'],
    ['beside none', "<controller type='usb' model='none'/><controller type='usb' index='1'/>", {}, 'XML_DETAIL'],
    ['with too many ports', "<controller type='usb' model='qemu-xhci' ports='16'/>", {}, 'CONFIG_UNSUPPORTED'],
    ['as a second IDE', "<controller type='ide' index='1'/>", {}, 'CONFIG_UNSUPPORTED'],
    ['as IDE where there is none', "<controller type='ide'/>", q35, 'CONFIG_UNSUPPORTED'],
    ['as the wrong root', "<controller type='pci' index='0' model='pcie-root'/>", {}, 'XML_ERROR'],
    ['with a chassis out of range', port("chassis='256'"), q35, 'XML_ERROR'],
    ['with a target of another model', port("busNr='4'"), q35, 'CONFIG_UNSUPPORTED'],
    [
      'with a thread that the guest has not',
      "<controller type='scsi' model='virtio-scsi'><driver iothread='3'/></controller>",
      {},
      'XML_ERROR',
    ],
    ['of another hypervisor', "<controller type='xenbus'/>", {}, 'CONFIG_UNSUPPORTED'],
  ])('%s', (_, devices, pretence, code) => {
    expect(codes(devices, pretence)).toEqual([code])
  })
})

it('for floppies is refused where there is none when the guest starts, not before', () => {
  const floppy = "<controller type='fdc' index='1'/>"
  expect(codes(floppy)).toEqual([])
  expect(() => planGuest(floppy)).toThrow('one floppy controller')
})
