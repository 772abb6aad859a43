import type { Part, Props } from '../../qemu/part.ts'
import type { LaunchContext } from '../context.ts'
import { romProps } from '../shared/rom.ts'
import { virtioDriver } from '../shared/virtio.ts'
import type { Hostdev, HostdevSource } from './xml.ts'

type SourceParts<T extends Hostdev['source']['type']> = (
  source: HostdevSource<T>,
  device: Hostdev,
  context: LaunchContext,
) => Part[]

const sources: { [T in Hostdev['source']['type']]: SourceParts<T> } = {
  usb: (source, _, { alias, bootIndex, place }) => [
    {
      make: 'device',
      props: {
        driver: 'usb-host',
        hostdevice: usbNode(source),
        vendorid: source.from ? undefined : source.vendor?.id,
        productid: source.from ? undefined : source.product?.id,
        id: alias,
        ...guestResets[source.guestReset ?? 'default'],
        bootindex: bootIndex,
        ...place,
      },
    },
  ],
  pci: (source, device, { alias, bootIndex, place }) => [
    {
      make: 'device',
      props: {
        driver: 'vfio-pci',
        host: pciName(source.from),
        id: alias,
        bootindex: bootIndex,
        failover_pair_id: device.teaming?.persistent,
        ...place,
        ...romProps(device),
      },
    },
  ],
  scsi: scsiParts,
  scsi_host: (source, device, { alias, place }) => [
    {
      make: 'device',
      props: {
        driver: virtioDriver('vhost-scsi', device, device.model),
        wwpn: source.wwpn,
        vhostfd: { descriptor: 'file', path: '/dev/vhost-scsi', append: false },
        id: alias,
        ...place,
      },
    },
  ],
  mdev: (source, device, { alias, bootIndex, place, qemu }) => [
    {
      make: 'device',
      props: {
        driver: device.ramfb ? 'vfio-pci-nohotplug' : device.model,
        id: alias,
        sysfsdev: `/sys/bus/mdev/devices/${source.from?.uuid}`,
        display: device.display === undefined ? undefined : device.display ? 'on' : 'off',
        ramfb: device.ramfb,
        bootindex: bootIndex,
        loadparm: qemu.devicesTakeLoadparm ? device.boot?.loadparm : undefined,
        ...place,
      },
    },
  ],
}

export function hostdevParts(device: Hostdev, context: LaunchContext): Part[] {
  if (device.address?.type === 'unassigned') return []
  const make = sources[device.source.type] as SourceParts<Hostdev['source']['type']>
  return make(device.source as never, device, context)
}

/** When the guest may reset the device on the host's bus. */
const guestResets: Record<string, Props> = {
  default: {},
  off: { 'guest-reset': false },
  uninitialized: { 'guest-reset': true, 'guest-resets-all': false },
  on: { 'guest-reset': true, 'guest-resets-all': true },
}

function usbNode({ from }: HostdevSource<'usb'>): string | undefined {
  if (from?.bus === undefined || from.device === undefined) return undefined
  const three = (value: number) => String(value).padStart(3, '0')
  return `/dev/bus/usb/${three(from.bus)}/${three(from.device)}`
}

function pciName(from: HostdevSource<'pci'>['from']): string {
  const hex = (value = 0, digits = 2) => value.toString(16).padStart(digits, '0')
  return `${hex(from?.domain, 4)}:${hex(from?.bus)}:${hex(from?.slot)}.${hex(from?.function, 1)}`
}

function scsiParts(source: HostdevSource<'scsi'>, device: Hostdev, context: LaunchContext): Part[] {
  const { alias, firstNode, bootIndex, host, controllerAlias } = context
  const node = `libvirt-${firstNode}-backend`
  const secret = `${node.replace(/-backend$/, '')}-auth-secret0`
  const sealed = source.auth && host.secret(source.auth.secret)
  const secrets: Part[] = source.auth
    ? [
        {
          make: 'object',
          props: {
            'qom-type': 'secret',
            id: secret,
            data: sealed?.data,
            keyid: 'masterKey0',
            iv: sealed?.iv,
            format: 'base64',
          },
        },
      ]
    : []
  const { controller = 0, bus = 0, target = 0, unit = 0 } = device.address?.type === 'drive' ? device.address : {}
  return [
    ...secrets,
    {
      make: 'blockdev',
      props: { ...scsiBackend(source, context, secret), 'node-name': node, 'read-only': device.readonly },
    },
    {
      make: 'device',
      props: {
        driver: 'scsi-generic',
        bus: `${controllerAlias('scsi', controller)}.0`,
        channel: bus,
        'scsi-id': target,
        lun: unit,
        'share-rw': device.shareable || undefined,
        drive: node,
        id: alias,
        bootindex: bootIndex,
      },
    },
  ]
}

function scsiBackend(source: HostdevSource<'scsi'>, { host }: LaunchContext, secret: string): Props {
  if (source.protocol !== 'iscsi') {
    const { bus = 0, target = 0, unit = 0 } = source.from ?? {}
    return { driver: 'host_device', filename: host.scsiGeneric(source.adapter?.name ?? '', bus, target, unit) }
  }
  const [target, lun] = (source.name ?? '').split('/')
  const [server] = source.host
  return {
    driver: 'iscsi',
    portal: `${server?.name}:${server?.port ?? '3260'}`,
    target,
    lun: Number(lun ?? 0),
    transport: 'tcp',
    user: source.auth?.username,
    'password-secret': source.auth && secret,
    'initiator-name': source.initiator?.iqn.name,
  }
}
