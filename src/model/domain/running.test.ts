import { describe, expect, it } from 'vitest'
import { completedXml, completeGuest } from '../../../test/support/guest.ts'
import { addRunFacts, formatDomain, runningDomain } from './index.ts'

const running = (devices: string): string => formatDomain(runningDomain(completeGuest(devices), { id: 7 }))

const facts = {
  terminals: new Map([
    ['charserial0', '/dev/pts/5'],
    ['charconsole1', '/dev/pts/6'],
  ]),
  displays: { vnc: { port: 5903 } },
}

describe('the XML of a running guest', () => {
  it('has its number and the names of its devices, but for displays and sound backends', () => {
    const xml = running("<rng model='virtio'><backend model='builtin'/></rng><graphics type='vnc'/>")
    expect(xml).toMatch(/^<domain type='\w+' id='7'>/)
    expect(xml).toContain("<alias name='rng0'/>\n      <address")
    expect(xml).toMatch(/<graphics [\s\S]*<\/graphics>/)
    expect(/<graphics [\s\S]*<\/graphics>/.exec(xml)?.[0]).not.toContain('<alias')
    expect(/<audio [\s\S]*?>/.exec(xml)?.[0]).not.toContain('<alias')
  })

  it("keeps users' own names", () => {
    expect(running("<interface type='user'><alias name='ua-net'/></interface>")).toContain("<alias name='ua-net'/>")
  })

  it('numbers images from the last disk to the first, with what lies beneath', () => {
    const xml = running(
      `<disk type='file'><driver type='qcow2'/><source file='/a'/><backingStore type='file'><format type='raw'/><source file='/b'/><backingStore/></backingStore><target dev='vda'/></disk>
       <disk type='file'><source file='/c'/><target dev='vdb'/></disk>`,
    )
    expect(xml).toContain("<source file='/c' index='1'/>\n      <backingStore/>")
    expect(xml).toContain("<source file='/a' index='2'/>\n      <backingStore type='file' index='3'>")
  })

  it('says where a channel has its socket', () => {
    const xml = running("<channel type='unix'><target type='virtio' name='a.b'/></channel>")
    expect(xml).toMatch(/<source mode='bind' path='[^']+\/7-\w+\/a\.b'\/>\n +<target [^>]+state='disconnected'\/>/)
  })

  it('has terminals and ports that only QEMU knows', () => {
    const world = completeGuest(
      "<serial type='pty'/><console type='pty'/><console type='pty'><target type='virtio'/></console><graphics type='vnc' autoport='yes'/>",
    )
    const domain = runningDomain(world, { id: 1 })
    addRunFacts(domain, facts)
    const xml = formatDomain(domain)
    expect(xml).toContain("<serial type='pty'>\n      <source path='/dev/pts/5'/>")
    expect(xml).toContain("<console type='pty' tty='/dev/pts/5'>\n      <source path='/dev/pts/5'/>")
    expect(xml).toMatch(/<console type='pty' tty='\/dev\/pts\/6'>[\s\S]*<alias name='console1'\/>/)
    expect(xml).toContain("<graphics type='vnc' port='5903' autoport='yes' listen='127.0.0.1'>")
  })

  it('defined anew, is what it was before it ran', () => {
    const devices = `<disk type='file'><driver name='qemu' type='qcow2'/><source file='/a'/><target dev='vda' bus='virtio'/></disk>
      <serial type='pty'/><channel type='unix'><target type='virtio' name='a.b'/></channel><graphics type='vnc' autoport='yes'/>
      <rng model='virtio'><backend model='builtin'/></rng>`
    const world = completeGuest(devices)
    const before = formatDomain(world.domain)
    const domain = runningDomain(world, { id: 1 })
    addRunFacts(domain, facts)
    const live = /<devices>([\s\S]*)<\/devices>/.exec(formatDomain(domain))?.[1] ?? ''
    // The address that the display has got is a definition's own from then on, as it is for libvirt.
    const open = (xml: string) => xml.replace(/ (listen|address)='127.0.0.1'/g, '')
    const devicesOf = (xml: string) => /<devices>[\s\S]*<\/devices>/.exec(xml)?.[0] ?? ''
    expect(open(devicesOf(completedXml(live)))).toBe(open(devicesOf(before)))
    expect(formatDomain(world.domain)).toBe(before)
  })
})
