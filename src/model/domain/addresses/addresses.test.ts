import { describe, expect, it } from 'vitest'
import { completeGuest, deviceOf, planGuest, problemsOf } from '../../../../test/support/guest.ts'

const messages = (devices: string, pretence = {}) => problemsOf(devices, pretence).map(({ message }) => message)
const disk = (target: string, rest = '') =>
  `<disk type='file'><source file='/a'/><target dev='${target}'/>${rest}</disk>`

describe('drives', () => {
  it('bring controllers up to the highest that is named', () => {
    const { controller } = completeGuest(disk('sdq') + disk('hda')).domain.devices
    expect(controller.map(({ type, index }) => `${type}${index}`)).toEqual(['usb0', 'pci0', 'scsi0', 'scsi1', 'ide0'])
  })

  it('of the host take the first unit that is free', () => {
    const unit =
      "<hostdev mode='subsystem' type='scsi'><source><adapter name='scsi_host0'/><address bus='0' target='0' unit='0'/></source></hostdev>"
    const { hostdev } = completeGuest(disk('sda') + unit).domain.devices
    expect(hostdev[0]?.address).toEqual({ type: 'drive', controller: 0, bus: 0, target: 0, unit: 1 })
  })
})

describe('USB', () => {
  const tablet = (place = '') => `<input type='tablet' bus='usb'>${place}</input>`
  const at = (port: string) => tablet(`<address type='usb' bus='0' port='${port}'/>`)
  const hub = "<hub type='usb'><address type='usb' bus='0' port='1'/></hub>"
  const ports = (devices: string, fresh = true) => {
    const plan = planGuest(devices)
    expect(fresh).toBe(true)
    return [0, 1, 2].map((index) => deviceOf(plan, `input${index}`)?.port)
  }

  it('ports are taken in order, around those that are named', () => {
    expect(ports(at('2') + tablet())).toEqual(['2', '1', undefined])
    expect(ports(hub + tablet() + tablet())).toEqual(['2', '1.1', undefined])
  })

  it('a hub is added where there are more devices than ports', () => {
    expect(ports(tablet().repeat(3))).toEqual(['2', '1.1', '1.2'])
  })

  it.each([
    ['a port twice', at('1') + at('1'), 'taken twice'],
    ['a port that the hub has not', at('3'), 'has ports 1 to 2'],
    ['a hub that is not there', at('1.2'), 'no hub at port 1'],
    ['a bus that is not there', tablet("<address type='usb' bus='4' port='1'/>"), 'no USB controller with index 4'],
  ])('refuses %s', (_, devices, message) => {
    expect(messages(devices)).toContainEqual(expect.stringContaining(message))
  })
})

describe('virtio ports', () => {
  const channel = (place = '') => `<channel type='pty'><target type='virtio' name='a'/>${place}</channel>`
  const at = (port: number, controller = 0) =>
    channel(`<address type='virtio-serial' controller='${controller}' port='${port}'/>`)

  it('begin at 1 for channels, and go on to another controller', () => {
    const { channel: channels, controller } = completeGuest(at(1) + channel()).domain.devices
    expect(channels[1]?.address).toEqual({ type: 'virtio-serial', controller: 0, bus: 0, port: 2 })
    expect(controller.filter(({ type }) => type === 'virtio-serial')).toHaveLength(1)
    const full = "<controller type='virtio-serial' ports='2'/>"
    expect(completeGuest(full + channel() + channel()).domain.devices.channel[1]?.address).toMatchObject({
      controller: 1,
      port: 1,
    })
  })

  it('are refused twice, or beyond what the controller has', () => {
    expect(messages(at(3) + at(3))).toEqual([expect.stringContaining('taken twice')])
    expect(messages(at(40))).toEqual([expect.stringContaining('ports up to 30')])
  })
})

describe('on s390', () => {
  const s390 = { arch: 's390x' }
  const card = (place = '') => `<interface type='user'><model type='virtio'/>${place}</interface>`

  it('channel devices are numbered around those that are named', () => {
    const named = card("<address type='ccw' cssid='0xfe' ssid='0' devno='1'/>")
    const { devices } = completeGuest(card() + named + card(), s390).domain
    expect(devices.interface.map(({ address }) => address?.type === 'ccw' && address.devno)).toEqual([0, 1, 2])
    expect(messages(named + named, s390)).toContainEqual(expect.stringContaining('fe.0.0001 is taken twice'))
  })
})

it('registers of pseries begin where their kind does', () => {
  const card = "<interface type='user'><model type='spapr-vlan'/></interface>"
  const { devices } = completeGuest(card + card, { arch: 'ppc64' }).domain
  expect(devices.interface.map(({ address }) => address)).toEqual([
    { type: 'spapr-vio', reg: 0x1000 },
    { type: 'spapr-vio', reg: 0x2000 },
  ])
})
