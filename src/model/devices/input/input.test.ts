import { describe, expect, it } from 'vitest'
import { completeGuest, deviceOf, optionsOf, planGuest, problemsOf } from '../../../../test/support/guest.ts'

const inputs = (xml: string, pretence = {}) =>
  completeGuest(xml, pretence).domain.devices.input.map(({ type, bus }) => `${type} ${bus}`)

describe('input devices', () => {
  it('of a PC are there without being named, and are part of the board', () => {
    expect(inputs('')).toEqual(['mouse ps2', 'keyboard ps2'])
    expect(inputs("<input type='keyboard' bus='ps2'/>")).toEqual(['keyboard ps2', 'mouse ps2'])
    expect(deviceOf(planGuest(''), 'input0')).toBeUndefined()
  })

  it('go where the controller has been taken away', () => {
    const sections = "<features><ps2 state='off'/></features>"
    expect(inputs('', { sections })).toEqual([])
    expect(problemsOf("<input type='mouse' bus='ps2'/>", { sections })).toMatchObject([{ code: 'CONFIG_UNSUPPORTED' }])
  })

  it('of other machines come with a display at most', () => {
    expect(inputs('', { arch: 'aarch64' })).toEqual([])
    expect(inputs("<graphics type='vnc'/>", { arch: 'ppc64' })).toEqual(['keyboard usb', 'mouse usb'])
  })

  it('sit on the usual bus', () => {
    expect(inputs("<input type='tablet'/>")[0]).toBe('tablet usb')
    expect(inputs("<input type='keyboard'/>", { arch: 's390x' })).toEqual(['keyboard virtio'])
    expect(inputs("<input type='passthrough'><source evdev='/dev/input/event3'/></input>")[0]).toBe(
      'passthrough virtio',
    )
  })

  it('are devices of their bus', () => {
    const plan = planGuest("<input type='tablet' bus='usb'/><input type='keyboard' bus='virtio'/>")
    expect(deviceOf(plan, 'input0')).toMatchObject({ driver: 'usb-tablet' })
    expect(deviceOf(plan, 'input1')).toMatchObject({ driver: 'virtio-keyboard-pci' })
  })

  it("can be the host's: handed over, or listened to", () => {
    const passed = "<input type='passthrough' bus='virtio'><source evdev='/dev/input/event3'/></input>"
    expect(deviceOf(planGuest(passed), 'input0')).toMatchObject({
      driver: 'virtio-input-host-pci',
      evdev: '/dev/input/event3',
    })
    const shared =
      "<input type='evdev'><source dev='/dev/input/event4' grab='all' grabToggle='ctrl-ctrl' repeat='on'/></input>"
    expect(optionsOf(planGuest(shared), '-object')).toContainEqual({
      'qom-type': 'input-linux',
      id: 'input0',
      evdev: '/dev/input/event4',
      repeat: true,
      grab_all: true,
      'grab-toggle': 'ctrl-ctrl',
    })
  })

  it('are refused on a bus that the architecture has not', () => {
    const facts = { types: ['virtio-mmio'] }
    expect(problemsOf("<input type='mouse' bus='ps2'/>", { arch: 'aarch64', facts })).toMatchObject([
      { code: 'CONFIG_UNSUPPORTED' },
    ])
  })

  it.each([
    ['a bus of another hypervisor', "<input type='mouse' bus='xen'/>", 'INTERNAL_ERROR'],
    ['a tablet for PS/2', "<input type='tablet' bus='ps2'/>", 'INTERNAL_ERROR'],
    ['no device of the host to hand over', "<input type='passthrough' bus='virtio'/>", 'XML_ERROR'],
    ['no device of the host to listen to', "<input type='evdev'/>", 'XML_ERROR'],
    ['a model off its bus', "<input type='mouse' bus='usb' model='virtio'/>", 'CONFIG_UNSUPPORTED'],
  ])('are refused with %s', (_, xml, code) => {
    expect(problemsOf(xml)).toMatchObject([{ code }])
  })
})
