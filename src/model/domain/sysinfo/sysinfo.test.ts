import { expect, it } from 'vitest'
import { completedXml, optionsOf, planGuest, problemsOf } from '../../../../test/support/guest.ts'

const os = "<os><type>hvm</type><smbios mode='sysinfo'/></os>"
const bios = "<sysinfo type='smbios'><bios><entry name='vendor'>A, B</entry></bios></sysinfo>"

it('tells the firmware what it says about the machine', () => {
  const strings = "<sysinfo type='smbios'><oemStrings><entry>one</entry><entry>two,x</entry></oemStrings></sysinfo>"
  expect(optionsOf(planGuest('', { sections: bios + strings + os }), '-smbios')).toEqual([
    'type=0,vendor=A,, B',
    'type=11,value=one,value=two,,x',
  ])
  expect(optionsOf(planGuest('', { sections: bios }), '-smbios')).toEqual([])
})

it("shows the host's own but for its UUID, where there is any", () => {
  const sections = "<os><type>hvm</type><smbios mode='host'/></os>"
  const tables = { sys_vendor: 'Some, Maker', product_uuid: 'x', bios_date: '01/02/2003', board_name: 'B' }
  const host = { firmwareTables: () => tables }
  expect(optionsOf(planGuest('', { sections, host }), '-smbios')).toEqual([
    'type=0,date=01/02/2003',
    'type=1,manufacturer=Some,, Maker',
    'type=2,product=B',
  ])
  expect(() => planGuest('', { sections })).toThrow('Host SMBIOS information is not available')
})

it('hands over values and files by name', () => {
  const entries = "<entry name='opt/a'>x,y</entry><entry name='opt/b' file='/f,g'/>"
  expect(optionsOf(planGuest('', { sections: `<sysinfo type='fwcfg'>${entries}</sysinfo>` }), '-fw_cfg')).toEqual([
    'name=opt/a,string=x,,y',
    'name=opt/b,file=/f,,g',
  ])
})

it('is written in its own order', () => {
  const sections =
    "<sysinfo type='smbios'><bios><entry name='version'>2</entry><entry name='vendor'>V</entry></bios></sysinfo>"
  expect(completedXml('', { sections })).toContain(
    "<entry name='vendor'>V</entry>\n      <entry name='version'>2</entry>",
  )
})

it('refuses another UUID, dates that are none, and names that are taken', () => {
  const messages = (sysinfo: string) => problemsOf('', { sections: sysinfo }).map(({ message }) => message)
  const smbios = (inner: string) => messages(`<sysinfo type='smbios'>${inner}</sysinfo>`)
  expect(smbios("<bios><entry name='date'>999/999/123</entry></bios>")).toEqual([expect.stringContaining('month')])
  expect(smbios("<system><entry name='uuid'>11111111-2222-3333-4444-555555555555</entry></system>")).toEqual([
    expect.stringContaining('equal'),
  ])
  expect(messages("<sysinfo type='fwcfg'><entry name='etc/x'>1</entry></sysinfo>")).toEqual([
    expect.stringContaining("'opt/'"),
  ])
})
