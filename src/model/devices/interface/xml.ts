import { parseMac } from '../../../base/mac.ts'
import { attr, child, element, type Infer, list, optional, text, union, within } from '../../../formats/xml/declare.ts'
import {
  hex,
  nonEmpty,
  oneOf,
  onOff,
  type Scalar,
  string,
  uint,
  uintUpTo,
  yesNo,
} from '../../../formats/xml/scalars.ts'
import { bootField, commonFieldsWithRom } from '../shared/common.ts'
import { reconnectField } from '../shared/reconnect.ts'
import { virtioDriverAttributes } from '../shared/virtio.ts'

const macText: Scalar<string> = { read: parseMac, write: (mac) => mac, expects: 'a MAC address: 52:54:00:12:34:56' }

const port = uintUpTo(65535)

const ipElement = element('ip', {
  address: attr(nonEmpty, 'of the guest, or of the host inside <source>'),
  family: optional(attr(oneOf('ipv4', 'ipv6'))),
  prefix: optional(attr(uintUpTo(128), 'bits of the network')),
  peer: optional(attr(nonEmpty, 'the address of the other end')),
})

const routeElement = element('route', {
  family: optional(attr(oneOf('ipv4', 'ipv6'))),
  address: attr(nonEmpty, 'of the network'),
  netmask: optional(attr(nonEmpty)),
  prefix: optional(attr(uintUpTo(128), 'bits of the network')),
  gateway: attr(nonEmpty, 'through which it is reached'),
  metric: optional(attr(uint, 'lower ones are preferred')),
})

const socketSource = within('source', {
  address: optional(attr(nonEmpty, "the other side's, or that to listen on; of the group for mcast")),
  port: optional(attr(port, "the other side's, or that to listen on")),
})

const localElement = element('local', {
  address: optional(attr(nonEmpty, "QEMU's own end")),
  port: optional(attr(port)),
})

const pciElement = element('address', {
  type: optional(attr(oneOf('pci', 'usb'))),
  domain: optional(attr(hex(4))),
  bus: optional(attr(hex(2))),
  slot: optional(attr(hex(2))),
  function: optional(attr(hex(1))),
})

/** What the guest's network card is joined to on the host. */
const backends = union('type', {
  user: within('source', { dev: optional(attr(nonEmpty, 'passt: the card of the host whose address the guest gets')) }),
  ethernet: within('source', { hostIp: list(ipElement), hostRoute: list(routeElement) }),
  bridge: within('source', { bridge: optional(attr(nonEmpty, 'the name of the bridge on the host')) }),
  network: within('source', {
    network: optional(attr(nonEmpty, 'the name of the network')),
    portgroup: optional(attr(nonEmpty, 'one of its groups of settings')),
    portid: optional(attr(nonEmpty, 'made up where absent')),
    bridge: optional(attr(nonEmpty, 'of the running guest')),
  }),
  direct: within('source', {
    dev: optional(attr(nonEmpty, 'the card of the host')),
    mode: optional(
      attr(
        oneOf('vepa', 'private', 'bridge', 'passthrough'),
        'who switches between guests on the card: vepa is the switch outside',
      ),
    ),
  }),
  vhostuser: within('source', {
    socket: optional(attr(oneOf('unix'), '', { name: 'type' })),
    path: optional(attr(nonEmpty, 'the path of the socket')),
    mode: optional(attr(oneOf('client', 'server'), 'client: QEMU connects')),
    dev: optional(attr(nonEmpty, 'passt: the card of the host whose address the guest gets')),
    ...reconnectField,
  }),
  server: socketSource,
  client: socketSource,
  mcast: socketSource,
  udp: within('source', {
    address: optional(attr(nonEmpty)),
    port: optional(attr(port)),
    local: optional(child(localElement)),
  }),
  internal: within('source', { name: optional(attr(nonEmpty, 'the name of a hypervisor-internal network')) }),
  hostdev: within('source', { device: optional(child(pciElement)) }),
  vdpa: within('source', { dev: optional(attr(nonEmpty, '/dev/vhost-vdpa-…')) }),
  null: {},
  vds: within('source', {
    switchid: optional(attr(nonEmpty)),
    portid: optional(attr(nonEmpty)),
    portgroupid: optional(attr(nonEmpty)),
    connectionid: optional(attr(nonEmpty)),
  }),
})

const vlanElement = element('vlan', {
  trunk: optional(attr(yesNo, 'more than one tag')),
  tag: list(
    element('tag', {
      id: attr(uintUpTo(4095), 'the number of the VLAN'),
      nativeMode: optional(attr(oneOf('tagged', 'untagged'), 'openvswitch: packets without a tag belong to this VLAN')),
    }),
  ),
})

const parametersElement = element('parameters', {
  managerid: optional(attr(nonEmpty, '802.1Qbg')),
  typeid: optional(attr(nonEmpty, '802.1Qbg')),
  typeidversion: optional(attr(nonEmpty, '802.1Qbg')),
  instanceid: optional(attr(nonEmpty, '802.1Qbg')),
  interfaceid: optional(attr(nonEmpty, 'openvswitch, midonet: the port')),
  profileid: optional(attr(nonEmpty, '802.1Qbh, openvswitch: the profile of the port')),
})

const virtualportElement = element('virtualport', {
  type: optional(
    attr(oneOf('802.1Qbg', '802.1Qbh', 'openvswitch', 'midonet'), 'what switches, where not the host itself'),
  ),
  parameters: optional(child(parametersElement)),
})

const rate = {
  average: optional(attr(uint, 'kilobytes a second')),
  peak: optional(attr(uint, 'kilobytes a second')),
  floor: optional(attr(uint, 'kilobytes a second')),
  burst: optional(attr(uint, 'kilobytes')),
}

const bandwidthElement = element('bandwidth', {
  inbound: optional(child(element('inbound', rate))),
  outbound: optional(child(element('outbound', rate))),
})

const rangeElement = element('range', {
  start: attr(port, 'of the ports of the host'),
  end: optional(attr(port, 'start where absent')),
  to: optional(attr(port, "the guest's first port; start where absent")),
  exclude: optional(attr(yesNo, 'these ports are left out')),
})

const portForwardElement = element('portForward', {
  proto: attr(oneOf('tcp', 'udp')),
  address: optional(attr(nonEmpty, 'of the host; all where absent')),
  dev: optional(attr(nonEmpty, 'a card of the host')),
  range: list(rangeElement),
})

const offloads = {
  csum: optional(attr(onOff, 'checksums')),
  gso: optional(attr(onOff, 'segmentation')),
  tso4: optional(attr(onOff, 'TCP over IPv4 in large pieces')),
  tso6: optional(attr(onOff, 'TCP over IPv6 in large pieces')),
  ecn: optional(attr(onOff, 'with congestion notices')),
  ufo: optional(attr(onOff, 'UDP in large pieces')),
  mrg_rxbuf: optional(attr(onOff, 'received packets over several buffers')),
}

const driverElement = element('driver', {
  name: optional(
    attr(
      oneOf('qemu', 'vhost', 'vfio'),
      "who moves the packets: QEMU or the host's kernel; vfio for a device that is handed over",
    ),
  ),
  txmode: optional(attr(oneOf('iothread', 'timer'), 'how QEMU sends')),
  ioeventfd: optional(attr(onOff, 'packets are not waited for by the CPU that sends them')),
  event_idx: optional(attr(onOff, 'fewer interrupts and notifications')),
  queues: optional(attr(uint, 'pairs of queues')),
  rx_queue_size: optional(attr(uint, 'entries, a power of two')),
  tx_queue_size: optional(attr(uint, 'entries, a power of two')),
  rss: optional(attr(onOff, 'packets are spread over queues by their hash')),
  rss_hash_report: optional(attr(onOff, 'the guest is told the hash')),
  ...virtioDriverAttributes,
  host: optional(child(element('host', offloads))),
  guest: optional(child(element('guest', offloads))),
})

const backendElement = element('backend', {
  type: optional(attr(oneOf('default', 'passt'), 'the program behind a user network; default is slirp')),
  tap: optional(attr(nonEmpty, '/dev/net/tun where absent')),
  vhost: optional(attr(nonEmpty, '/dev/vhost-net where absent')),
  logFile: optional(attr(nonEmpty, "passt's log")),
  hostname: optional(attr(nonEmpty, 'that passt tells the guest')),
  fqdn: optional(attr(nonEmpty, 'that passt tells the guest')),
})

const filterrefElement = element('filterref', {
  filter: attr(nonEmpty, 'the name of a network filter'),
  parameter: list(element('parameter', { name: attr(nonEmpty), value: attr(string) })),
})

const coalesceElement = element('coalesce', {
  rx: optional(
    child(
      element('rx', {
        frames: optional(
          child(element('frames', { max: optional(attr(uint, 'packets of one interrupt')) }), { keepEmpty: true }),
        ),
      }),
    ),
  ),
})

export const interfaceElement = element(
  'interface',
  {
    mac: optional(
      child(
        element('mac', {
          address: attr(macText),
          type: optional(attr(oneOf('generated', 'static'), 'esx')),
          check: optional(attr(yesNo, 'esx')),
        }),
      ),
    ),
    backend: backends,
    managed: optional(attr(yesNo, 'hostdev: taken from its driver at the start and given back at the end')),
    trustGuestRxFilters: optional(attr(yesNo, 'the guest may choose addresses and VLANs that reach it')),
    vlan: optional(child(vlanElement)),
    virtualport: optional(child(virtualportElement)),
    bandwidth: optional(child(bandwidthElement)),
    port: optional(
      child(element('port', { isolated: attr(yesNo, 'guests on the bridge that are isolated do not see each other') })),
    ),
    ip: list(ipElement),
    route: list(routeElement),
    portForward: list(portForwardElement),
    script: optional(child(element('script', { path: attr(nonEmpty, 'run when the card comes up') }))),
    downscript: optional(child(element('downscript', { path: attr(nonEmpty, 'run when the card goes down') }))),
    backenddomain: optional(child(element('backenddomain', { name: attr(nonEmpty) }))),
    target: optional(
      child(
        element('target', {
          dev: optional(attr(nonEmpty, 'the name of the card on the host; vnet0, … where absent')),
          managed: optional(attr(yesNo, 'no: it is there already')),
        }),
      ),
    ),
    guest: optional(child(element('guest', { dev: attr(nonEmpty, 'the name inside; containers') }))),
    model: optional(child(element('model', { type: attr(nonEmpty, 'virtio, e1000, e1000e, rtl8139, …') }))),
    driver: optional(child(driverElement)),
    settings: optional(child(backendElement)),
    filterref: optional(child(filterrefElement)),
    tune: optional(child(element('tune', { sndbuf: optional(text(uint, 'bytes that may wait to be sent')) }))),
    link: optional(child(element('link', { state: attr(oneOf('up', 'down'), 'whether the cable is plugged in') }))),
    mtu: optional(child(element('mtu', { size: attr(uint, 'bytes of the largest packet') }))),
    teaming: optional(
      child(
        element('teaming', {
          type: attr(
            oneOf('persistent', 'transient'),
            'transient: taken away while the guest moves, and persistent stands in',
          ),
          persistent: optional(attr(nonEmpty, 'the alias of the card that stands in')),
        }),
      ),
    ),
    coalesce: optional(child(coalesceElement)),
    ...bootField,
    ...commonFieldsWithRom,
  },
  'A network card',
)

export type Interface = Infer<typeof interfaceElement>
export type Backend = Interface['backend']
export type BackendOf<T extends Backend['type']> = Extract<Backend, { type: T }>
