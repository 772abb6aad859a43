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
  address: attr(nonEmpty),
  family: optional(attr(oneOf('ipv4', 'ipv6'))),
  prefix: optional(attr(uintUpTo(128))),
  peer: optional(attr(nonEmpty)),
})

const routeElement = element('route', {
  family: optional(attr(oneOf('ipv4', 'ipv6'))),
  address: attr(nonEmpty),
  netmask: optional(attr(nonEmpty)),
  prefix: optional(attr(uintUpTo(128))),
  gateway: attr(nonEmpty),
  metric: optional(attr(uint)),
})

const socketSource = within('source', { address: optional(attr(nonEmpty)), port: optional(attr(port)) })

const localElement = element('local', { address: optional(attr(nonEmpty)), port: optional(attr(port)) })

const pciElement = element('address', {
  type: optional(attr(oneOf('pci', 'usb'))),
  domain: optional(attr(hex(4))),
  bus: optional(attr(hex(2))),
  slot: optional(attr(hex(2))),
  function: optional(attr(hex(1))),
})

/** What the guest's network card is joined to on the host. */
const backends = union('type', {
  user: within('source', { dev: optional(attr(nonEmpty)) }),
  ethernet: within('source', { hostIp: list(ipElement), hostRoute: list(routeElement) }),
  bridge: within('source', { bridge: optional(attr(nonEmpty)) }),
  network: within('source', {
    network: optional(attr(nonEmpty)),
    portgroup: optional(attr(nonEmpty)),
    portid: optional(attr(nonEmpty)),
    bridge: optional(attr(nonEmpty)),
  }),
  direct: within('source', {
    dev: optional(attr(nonEmpty)),
    mode: optional(attr(oneOf('vepa', 'private', 'bridge', 'passthrough'))),
  }),
  vhostuser: within('source', {
    socket: optional(attr(oneOf('unix'), '', { name: 'type' })),
    path: optional(attr(nonEmpty)),
    mode: optional(attr(oneOf('client', 'server'))),
    dev: optional(attr(nonEmpty)),
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
  internal: within('source', { name: optional(attr(nonEmpty)) }),
  hostdev: within('source', { device: optional(child(pciElement)) }),
  vdpa: within('source', { dev: optional(attr(nonEmpty)) }),
  null: {},
  vds: within('source', {
    switchid: optional(attr(nonEmpty)),
    portid: optional(attr(nonEmpty)),
    portgroupid: optional(attr(nonEmpty)),
    connectionid: optional(attr(nonEmpty)),
  }),
})

const vlanElement = element('vlan', {
  trunk: optional(attr(yesNo)),
  tag: list(element('tag', { id: attr(uintUpTo(4095)), nativeMode: optional(attr(oneOf('tagged', 'untagged'))) })),
})

const parametersElement = element('parameters', {
  managerid: optional(attr(nonEmpty)),
  typeid: optional(attr(nonEmpty)),
  typeidversion: optional(attr(nonEmpty)),
  instanceid: optional(attr(nonEmpty)),
  interfaceid: optional(attr(nonEmpty)),
  profileid: optional(attr(nonEmpty)),
})

const virtualportElement = element('virtualport', {
  type: optional(attr(oneOf('802.1Qbg', '802.1Qbh', 'openvswitch', 'midonet'))),
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
  start: attr(port),
  end: optional(attr(port)),
  to: optional(attr(port)),
  exclude: optional(attr(yesNo)),
})

const portForwardElement = element('portForward', {
  proto: attr(oneOf('tcp', 'udp')),
  address: optional(attr(nonEmpty)),
  dev: optional(attr(nonEmpty)),
  range: list(rangeElement),
})

const offloads = {
  csum: optional(attr(onOff)),
  gso: optional(attr(onOff)),
  tso4: optional(attr(onOff)),
  tso6: optional(attr(onOff)),
  ecn: optional(attr(onOff)),
  ufo: optional(attr(onOff)),
  mrg_rxbuf: optional(attr(onOff)),
}

const driverElement = element('driver', {
  name: optional(attr(oneOf('qemu', 'vhost', 'vfio'))),
  txmode: optional(attr(oneOf('iothread', 'timer'))),
  ioeventfd: optional(attr(onOff)),
  event_idx: optional(attr(onOff)),
  queues: optional(attr(uint)),
  rx_queue_size: optional(attr(uint)),
  tx_queue_size: optional(attr(uint)),
  rss: optional(attr(onOff)),
  rss_hash_report: optional(attr(onOff)),
  ...virtioDriverAttributes,
  host: optional(child(element('host', offloads))),
  guest: optional(child(element('guest', offloads))),
})

const backendElement = element('backend', {
  type: optional(attr(oneOf('default', 'passt'))),
  tap: optional(attr(nonEmpty)),
  vhost: optional(attr(nonEmpty)),
  logFile: optional(attr(nonEmpty)),
  hostname: optional(attr(nonEmpty)),
  fqdn: optional(attr(nonEmpty)),
})

const filterrefElement = element('filterref', {
  filter: attr(nonEmpty),
  parameter: list(element('parameter', { name: attr(nonEmpty), value: attr(string) })),
})

const coalesceElement = element('coalesce', {
  rx: optional(
    child(
      element('rx', { frames: optional(child(element('frames', { max: optional(attr(uint)) }), { keepEmpty: true })) }),
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
          type: optional(attr(oneOf('generated', 'static'))),
          check: optional(attr(yesNo)),
        }),
      ),
    ),
    backend: backends,
    managed: optional(attr(yesNo)),
    trustGuestRxFilters: optional(attr(yesNo)),
    vlan: optional(child(vlanElement)),
    virtualport: optional(child(virtualportElement)),
    bandwidth: optional(child(bandwidthElement)),
    port: optional(child(element('port', { isolated: attr(yesNo) }))),
    ip: list(ipElement),
    route: list(routeElement),
    portForward: list(portForwardElement),
    script: optional(child(element('script', { path: attr(nonEmpty) }))),
    downscript: optional(child(element('downscript', { path: attr(nonEmpty) }))),
    backenddomain: optional(child(element('backenddomain', { name: attr(nonEmpty) }))),
    target: optional(child(element('target', { dev: optional(attr(nonEmpty)), managed: optional(attr(yesNo)) }))),
    guest: optional(child(element('guest', { dev: attr(nonEmpty) }))),
    model: optional(child(element('model', { type: attr(nonEmpty) }))),
    driver: optional(child(driverElement)),
    settings: optional(child(backendElement)),
    filterref: optional(child(filterrefElement)),
    tune: optional(child(element('tune', { sndbuf: optional(text(uint)) }))),
    link: optional(child(element('link', { state: attr(oneOf('up', 'down')) }))),
    mtu: optional(child(element('mtu', { size: attr(uint) }))),
    teaming: optional(
      child(element('teaming', { type: attr(oneOf('persistent', 'transient')), persistent: optional(attr(nonEmpty)) })),
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
