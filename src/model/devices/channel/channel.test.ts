import { describe, expect, it } from 'vitest'
import { completedXml, deviceOf, optionsOf, planGuest, problemsOf } from '../../../../test/support/guest.ts'

const agent = (source = '') =>
  `<channel type='unix'>${source}<target type='virtio' name='org.qemu.guest_agent.0' state='connected'/></channel>`

describe('a channel', () => {
  it('is a port with a name, and a socket that is made for it', () => {
    const plan = planGuest(agent())
    expect(plan.descriptors).toContainEqual({
      descriptor: 'listen',
      path: '/run/lodge/channel/1-test/org.qemu.guest_agent.0',
    })
    expect(plan.folders).toEqual(['/lib/lodge/domain-1-test', '/run/lodge/channel/1-test'])
    expect(deviceOf(plan, 'channel0')).toMatchObject({
      driver: 'virtserialport',
      chardev: 'charchannel0',
      name: 'org.qemu.guest_agent.0',
    })
    expect(completedXml(agent())).toContain("<target type='virtio' name='org.qemu.guest_agent.0'/>")
  })

  it("forgets the socket of an earlier run, not a user's own", () => {
    const path = (made: string) => completedXml(agent(`<source mode='bind' path='${made}/org.qemu.guest_agent.0'/>`))
    expect(path('/run/lodge/channel/7-test')).not.toContain('<source')
    expect(path('/var/lib/libvirt/qemu/channel/target/domain-3-x')).not.toContain('<source')
    expect(path('/var/lib/libvirt/qemu/channel/target/mine')).toContain('<source')
    expect(path('/tmp/7-test')).toContain('<source')
  })

  it('of the SPICE agent has its name', () => {
    const xml = "<channel type='spicevmc'><target type='virtio'/></channel><graphics type='spice'/>"
    expect(deviceOf(planGuest(xml), 'channel0')).toMatchObject({ name: 'com.redhat.spice.0' })
    expect(optionsOf(planGuest(xml), '-chardev')).toContain('spicevmc,id=charchannel0,name=vdagent')
  })

  it('of the agent inside QEMU says what it may do', () => {
    const source = "<source><clipboard copypaste='yes'/><mouse mode='client'/></source>"
    const xml = `<channel type='qemu-vdagent'>${source}<target type='virtio' name='com.redhat.spice.0'/></channel>`
    expect(optionsOf(planGuest(xml), '-chardev')).toContain(
      'qemu-vdagent,id=charchannel0,name=vdagent,clipboard=on,mouse=on',
    )
  })

  it("can be an address in the guest's network", () => {
    const xml = "<channel type='pty'><target type='guestfwd' address='10.0.2.1' port='4600'/></channel>"
    expect(optionsOf(planGuest(xml), '-netdev')).toEqual([
      { type: 'user', guestfwd: [{ str: 'tcp:10.0.2.1:4600-chardev:charchannel0' }], id: 'channel0' },
    ])
  })

  it.each([
    [
      'an address that is none',
      "<channel type='pty'><target type='guestfwd' address='x,id=y' port='1'/></channel>",
      'CONFIG_UNSUPPORTED',
    ],
    ['no port', "<channel type='pty'><target type='guestfwd' address='10.0.2.1'/></channel>", 'XML_ERROR'],
    ['a name that leads elsewhere', "<channel type='unix'><target type='virtio' name='../x'/></channel>", 'XML_ERROR'],
    [
      'a bus of another hypervisor',
      "<channel type='pty'><target type='xen' name='x'/></channel>",
      'CONFIG_UNSUPPORTED',
    ],
    [
      'another name than the agent has',
      "<channel type='spicevmc'><target type='virtio' name='x'/></channel><graphics type='spice'/>",
      'CONFIG_UNSUPPORTED',
    ],
  ])('is refused with %s', (_, xml, code) => {
    expect(problemsOf(xml)).toMatchObject([{ code }])
  })
})
