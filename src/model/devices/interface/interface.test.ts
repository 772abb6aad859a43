import { describe, expect, it } from 'vitest'
import { completedXml, deviceOf, optionsOf, planGuest, problemsOf } from '../../../../test/support/guest.ts'

const mac = "<mac address='52:54:00:11:22:33'/>"
const card = (type: string, inside = '') => `<interface type='${type}'>${mac}${inside}</interface>`

describe('a network card', () => {
  it('is a netdev and a device that names it', () => {
    const plan = planGuest(card('user', "<model type='virtio'/>"))
    expect(optionsOf(plan, '-netdev')).toEqual([{ type: 'user', id: 'hostnet0' }])
    expect(deviceOf(plan, 'net0')).toMatchObject({
      driver: 'virtio-net-pci',
      netdev: 'hostnet0',
      mac: '52:54:00:11:22:33',
    })
  })

  it('gets an address and a model where it says none', () => {
    expect(completedXml("<interface type='user'/>")).toMatch(
      /<mac address='52:54:00(:[0-9a-f]{2}){3}'\/>\n {6}<model type='rtl8139'\/>/,
    )
  })

  it('in a bridge gets a tap that the host opens, and vhost where it is virtio', () => {
    const plan = planGuest(card('bridge', "<source bridge='br0'/><model type='virtio'/>"))
    expect(plan.descriptors.filter(({ descriptor }) => descriptor !== 'listen')).toMatchObject([
      { descriptor: 'tap', bridge: 'br0', name: 'vnet%d', vnetHeader: true },
      { descriptor: 'vhost-net' },
    ])
    expect(optionsOf(plan, '-netdev')).toMatchObject([{ type: 'tap', vhost: true, fd: expect.stringMatching(/^\d+$/) }])
  })

  it('with queues has a descriptor for each', () => {
    const plan = planGuest(card('network', "<source network='default'/><model type='virtio'/><driver queues='3'/>"))
    const [netdev] = optionsOf(plan, '-netdev') as { fds: string; vhostfds: string }[]
    expect(netdev?.fds).toMatch(/^\d+:\d+:\d+$/)
    expect(netdev?.vhostfds).toMatch(/^\d+:\d+:\d+$/)
    expect(deviceOf(plan, 'net0')).toMatchObject({ mq: true, vectors: 8 })
  })

  it('can leave out its boot ROM', () => {
    expect(deviceOf(planGuest(card('user', "<rom enabled='no'/>")), 'net0')).toMatchObject({ romfile: '' })
  })

  it('switches off what the host or the guest should compute', () => {
    const driver = "<model type='virtio'/><driver><host csum='off' mrg_rxbuf='off'/><guest tso4='off'/></driver>"
    expect(deviceOf(planGuest(card('user', driver)), 'net0')).toMatchObject({
      csum: false,
      mrg_rxbuf: false,
      guest_tso4: false,
    })
  })

  it('is written as it was read', () => {
    expect(
      completedXml(card('user', "<ip address='10.0.0.0' family='ipv4' prefix='24'/><mtu size='1400'/>")),
    ).toContain(
      `    <interface type='user'>
      <mac address='52:54:00:11:22:33'/>
      <ip address='10.0.0.0' family='ipv4' prefix='24'/>
      <model type='rtl8139'/>
      <mtu size='1400'/>`,
    )
  })
})

describe('a network card is refused', () => {
  it.each([
    [
      'with the address of a group',
      "<interface type='user'><mac address='01:00:5e:00:00:01'/></interface>",
      'multicast',
    ],
    ['in a bridge without a name', card('bridge'), '<source bridge'],
    [
      'with a queue size that is no power of two',
      card('user', "<model type='virtio'/><driver rx_queue_size='511'/>"),
      '511',
    ],
    [
      'with forwarded ports without passt',
      card('user', "<portForward proto='tcp'><range start='80'/></portForward>"),
      'passt',
    ],
    ['with a model that is no name', card('user', "<model type='e1000,id=x'/>"), 'e1000,id=x'],
  ])('%s', (_, devices, message) => {
    expect(
      problemsOf(devices)
        .map((problem) => problem.message)
        .join('\n'),
    ).toContain(message)
  })
})

it('cannot be started on a network that is not there', () => {
  expect(() => planGuest(card('network', "<source network='nowhere'/>"))).toThrow("'nowhere'")
})
