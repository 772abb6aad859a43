import type { Part, Props } from '../../qemu/part.ts'
import type { LaunchContext } from '../context.ts'
import { romProps } from '../shared/rom.ts'
import { virtioDriver, virtioProps } from '../shared/virtio.ts'
import { backendParts } from './backends/index.ts'
import { queuesOf } from './backends/tap.ts'
import { isVirtio } from './defaults.ts'
import type { Interface } from './xml.ts'

export function interfaceParts(device: Interface, context: LaunchContext): Part[] {
  const id = `host${context.alias}`
  const backend = backendParts(id, device, context)
  if (backend.length === 0) return []
  return [...backend, { make: 'device', props: cardProps(device, id, context) }]
}

function cardProps(device: Interface, netdev: string, context: LaunchContext): Props {
  const { place, alias, bootIndex } = context
  const model = device.model?.type ?? ''
  return {
    driver: isVirtio(device) ? virtioDriver('virtio-net', device, model) : model,
    ...(isVirtio(device) ? virtioCard(device) : {}),
    failover: device.teaming?.type === 'persistent' || undefined,
    netdev,
    id: alias,
    mac: device.mac?.address,
    bootindex: bootIndex,
    loadparm: loadparm(device, context),
    ...place,
    ...romProps(device),
  }
}

function loadparm({ boot }: Interface, { qemu }: LaunchContext): string | undefined {
  return qemu.devicesTakeLoadparm ? boot?.loadparm : undefined
}

function virtioCard(device: Interface): Props {
  const { driver, mtu } = device
  const queues = queuesOf(device)
  const pci = device.address?.type === 'pci'
  return {
    tx: driver?.txmode && (driver.txmode === 'iothread' ? 'bh' : 'timer'),
    ...virtioProps(driver),
    ioeventfd: driver?.ioeventfd,
    event_idx: driver?.event_idx,
    ...offloads('', 'host_', driver?.host),
    ...offloads('guest_', 'guest_', driver?.guest),
    mq: queues > 1 || undefined,
    // two for each queue, one for configuration and one for control
    vectors: queues > 1 && pci ? 2 * queues + 2 : undefined,
    rx_queue_size: driver?.rx_queue_size,
    tx_queue_size: driver?.tx_queue_size,
    host_mtu: mtu?.size,
    rss: driver?.rss,
    hash: driver?.rss_hash_report,
  }
}

type Offloads = NonNullable<NonNullable<Interface['driver']>['host']>

/** QEMU prefixes the host's own only where the guest has the same. */
function offloads(general: string, segmentation: string, given: Offloads | undefined): Props {
  if (!given) return {}
  return {
    [`${general}csum`]: given.csum,
    [`${general}gso`]: given.gso,
    [`${segmentation}tso4`]: given.tso4,
    [`${segmentation}tso6`]: given.tso6,
    [`${segmentation}ecn`]: given.ecn,
    [`${segmentation}ufo`]: given.ufo,
    ...(given.mrg_rxbuf === undefined ? {} : { mrg_rxbuf: given.mrg_rxbuf }),
  }
}
