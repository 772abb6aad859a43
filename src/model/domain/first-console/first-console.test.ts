import { describe, expect, it } from 'vitest'
import { completedXml, completeGuest, deviceOf, planGuest } from '../../../../test/support/guest.ts'

const consoles = (xml: string, pretence = {}) =>
  completeGuest(xml, pretence).domain.devices.console.map(({ source, target }) => `${source.type} ${target?.type}`)

describe('the first console', () => {
  it('that stands alone makes a serial port', () => {
    const { serial } = completeGuest("<console type='pty'/>").domain.devices
    expect(serial).toMatchObject([{ source: { type: 'pty' }, target: { type: 'isa-serial', port: 0 } }])
    expect(deviceOf(planGuest("<console type='pty'/>"), 'serial0')).toBeDefined()
  })

  it('comes with a serial port that stands alone, unless that one is plugged in', () => {
    expect(consoles("<serial type='pty'/>")).toEqual(['pty serial'])
    expect(consoles("<serial type='pty'><target type='usb-serial'/></serial>")).toEqual([])
  })

  it('is the serial port where the two differ', () => {
    expect(consoles("<serial type='null'/><console type='pty'/>")).toEqual(['null serial'])
  })

  it('comes before those that are something else', () => {
    const virtio = "<console type='pty'><target type='virtio'/></console>"
    expect(consoles(`<serial type='pty'/>${virtio}`)).toEqual(['pty serial', 'pty virtio'])
    expect(completedXml(`<serial type='pty'/>${virtio}`)).toContain("<target type='virtio' port='1'/>")
    expect(deviceOf(planGuest(`<serial type='pty'/>${virtio}`), 'console1')).toMatchObject({ driver: 'virtconsole' })
  })

  it('that is something else is a device by itself', () => {
    const xml = "<console type='pty'><target type='virtio'/></console>"
    expect(consoles(xml)).toEqual(['pty virtio'])
    expect(completeGuest(xml).domain.devices.serial).toEqual([])
  })

  it('shows all that the port has', () => {
    const xml = "<serial type='dev'><source path='/dev/ttyS1'/><log file='/l'/><alias name='ua-port'/></serial>"
    expect(completedXml(xml)).toContain(`    <console type='dev'>
      <source path='/dev/ttyS1'/>
      <log file='/l'/>
      <target type='serial' port='0'/>
      <alias name='ua-port'/>
    </console>`)
  })
})
