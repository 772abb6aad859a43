import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readFirmware } from '../../src/driver/host/firmware.ts'
import { readXml } from '../../src/formats/xml/reader.ts'
import { guestsOf } from '../../src/model/qemu/architectures.ts'
import { QemuBuild } from '../../src/model/qemu/build.ts'
import type { QemuFacts } from '../../src/model/qemu/facts.ts'
import type { HostView, NetworkPlug, VolumePlace } from '../../src/model/qemu/host.ts'

/** The host for which the corpus' expected results were made: nothing of it is looked up on the real machine. */
export function pretendedHost(corpus: string, arch: string, facts: QemuFacts): HostView {
  const build = new QemuBuild(facts)
  let next = 0
  return {
    arch,
    privileged: true,
    pageSize: 4096,
    hugepages: [
      { kib: 2048, mount: '/dev/hugepages2M', isDefault: true },
      { kib: 1048576, mount: '/dev/hugepages1G', isDefault: false },
    ],
    numaNodes: [0, 1, 2, 3],
    now: () => 1234567890,
    utcOffset: () => -1800,
    kvm: { usable: true },
    folders: {
      lib: '/var/lib/libvirt/qemu',
      channels: '/var/run/libvirt/qemu/channel',
      nvram: '/var/lib/libvirt/qemu/nvram',
      memoryBacking: '/var/lib/libvirt/qemu/ram',
      certificates: '/etc/pki',
      dbus: '/var/run/libvirt/qemu/dbus',
      passt: '/var/run/libvirt/qemu/passt',
      swtpm: '/var/lib/libvirt/swtpm',
    },
    emulator: (wanted) => (guestsOf(facts.target).includes(wanted) ? build : undefined),
    emulatorPath: () => facts.binary,
    networkAddress: (name) => networkAddress(corpus, name),
    vhostNet: true,
    vhostUser: (type) => `/usr/libexec/vhost-user-${type}`,
    vsockCid: () => 42,
    renderNode: () => '/dev/dri/foo',
    displays: {
      vnc: { listen: '127.0.0.1', tls: false, sasl: false },
      spice: { listen: '127.0.0.1', password: '123456', tls: true, sasl: false },
    },
    tpm: {
      versions: () => ['1.2', '2.0'],
      socket: () => '/dev/test',
      cancelPath: () => '/sys/class/misc/tpm0/device/cancel',
    },
    network: (name) => networkPlug(corpus, name),
    volume: (pool, name) => volumePlace(corpus, pool, name),
    isOpticalDrive: (path) => path === '/dev/cdrom',
    scsiGeneric: () => '/dev/sg0',
    secret: () => ({ data: '9eao5F8qtkGt', iv: 'AAECAwQFBgcICQoLDA0ODw==' }),
    firmwareTables: () => ({}),
    firmware: readFirmware([join(corpus, 'host', 'firmware', 'usr'), join(corpus, 'host', 'firmware', 'etc')]),
    random: (count) => Uint8Array.from({ length: count }, () => next++ & 0xff),
  }
}

function networkAddress(corpus: string, name: string): string | undefined {
  const path = join(corpus, 'host', 'networks', `${name.split(';')[0]}.xml`)
  if (!existsSync(path)) return undefined
  const ip = readXml(readFileSync(path, 'utf8')).children.find((child) => child.name === 'ip')
  return ip?.attributes.get('address')?.value
}

/** A volume named `TYPE+PATH` is of that type, one without a type a block device. */
function volumePlace(corpus: string, pool: string, name: string): VolumePlace | undefined {
  const file = join(corpus, 'host', 'pools', `${pool}.xml`)
  if (!existsSync(file) || name === 'nonexistent') return undefined
  const root = readXml(readFileSync(file, 'utf8'))
  const [type, path] = name.includes('+') ? name.split('+') : ['block', name]
  const place = { type: type as VolumePlace['type'], path: `/some/${type}/device/${path}` }
  if (root.attributes.get('type')?.value !== 'iscsi') return place
  const source = root.children.find((child) => child.name === 'source')
  const named = (child: string, attribute: string) =>
    source?.children.find((each) => each.name === child)?.attributes.get(attribute)?.value ?? ''
  const lun = Number(name.split(':').at(-1) ?? 0)
  return { ...place, iscsi: { host: named('host', 'name'), port: 3260, target: named('device', 'path'), lun } }
}

/** A network named `A;B` gives the port B; one without a port puts the guest into its own bridge. */
function networkPlug(corpus: string, name: string): NetworkPlug | undefined {
  const [network, port] = name.split(';')
  const read = (folder: string, file: string) => {
    const path = join(corpus, 'host', folder, `${file}.xml`)
    return existsSync(path) ? readXml(readFileSync(path, 'utf8')) : undefined
  }
  if (!read('networks', network ?? '')) return undefined
  const plug = port && read('network-ports', port)?.children.find((child) => child.name === 'plug')
  if (!plug) return undefined
  const bridge = plug.attributes.get('bridge')?.value
  if (bridge) return { type: 'bridge', bridge }
  const address = plug.children[0]
  const number = (key: string) => Number(address?.attributes.get(key)?.value ?? 0)
  return {
    type: 'hostdev',
    address: { domain: number('domain'), bus: number('bus'), slot: number('slot'), function: number('function') },
    managed: plug.attributes.get('managed')?.value === 'yes',
  }
}
