import { describe, expect, it } from 'vitest'
import { completedXml, deviceOf, optionsOf, planGuest, problemsOf } from '../../../../test/support/guest.ts'

describe('a serial port', () => {
  it("is the architecture's usual one", () => {
    const target = (pretence: object) => completedXml("<serial type='pty'/>", pretence)
    expect(target({})).toContain("<target type='isa-serial' port='0'>\n        <model name='isa-serial'/>")
    expect(target({ arch: 'aarch64' })).toContain(
      "<target type='system-serial' port='0'>\n        <model name='pl011'/>",
    )
    expect(target({ arch: 's390x' })).toContain("<model name='sclpconsole'/>")
    expect(target({ arch: 'ppc64' })).toContain("<model name='spapr-vty'/>")
  })

  it('of ISA says its number, one of the board is only handed its backend', () => {
    expect(deviceOf(planGuest("<serial type='pty'><target port='1'/></serial>"), 'serial0')).toEqual({
      driver: 'isa-serial',
      chardev: 'charserial0',
      id: 'serial0',
      index: 1,
    })
    const plan = planGuest("<serial type='pty'/>", { arch: 'aarch64' })
    expect(optionsOf(plan, '-serial')).toEqual(['chardev:charserial0'])
    expect(deviceOf(plan, 'serial0')).toBeUndefined()
  })

  it('gets the number after the highest', () => {
    const xml = completedXml("<serial type='pty'><target port='2'/></serial><serial type='pty'/>")
    expect([...xml.matchAll(/isa-serial' port='(\d)'/g)].map(([, number]) => number)).toEqual(['2', '3'])
  })

  it('without a model was written before there were others, and means the usual one', () => {
    const xml = "<serial type='pty'><target type='isa-serial'/></serial>"
    expect(completedXml(xml, { arch: 'aarch64' })).toContain("<target type='system-serial' port='0'>")
  })

  it('for debugging sits where the firmware writes', () => {
    const xml = "<serial type='pty'><target type='isa-debug'/><address type='isa' iobase='0x402'/></serial>"
    expect(deviceOf(planGuest(xml), 'serial0')).toMatchObject({ driver: 'isa-debugcon', iobase: 0x402 })
  })

  it.each([
    ['another architecture', "<target type='spapr-vio-serial'/>"],
    ['another bus', "<target type='pci-serial'><model name='isa-serial'/></target>"],
    ['another address', "<target type='isa-serial'><model name='isa-serial'/></target><address type='usb'/>"],
  ])('is refused with what belongs to %s', (_, inside) => {
    expect(problemsOf(`<serial type='pty'>${inside}</serial>`)).toMatchObject([{ code: 'CONFIG_UNSUPPORTED' }])
  })
})
