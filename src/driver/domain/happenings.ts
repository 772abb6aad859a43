import type { DomainHappening, GraphicsAddress, GraphicsHappening, WatchdogAction } from '../../api/index.ts'
import type { QmpEvent } from '../qmp/index.ts'

export interface AgentChannel {
  alias: string
  /** The socket that the emulator listens at; undefined where the channel leads elsewhere. */
  path: string | undefined
  /** As far as is known. */
  connected: boolean
}

/** Where a disk is plugged in: itself or its controller by a PCI address, and the place on that controller. */
export interface DiskPlace {
  pci: { domain: number; bus: number; slot: number; function: number }
  bus: number
  target: number
  unit: number
}

/** What an event's names mean in the guest's definition. */
export interface NamedDevices {
  /** A disk by its own name, or by that of one of its block nodes. */
  disk(names: { alias?: string; node?: string }): { alias: string; target: string; path: string } | undefined
  /** The disk whose place in the guest its agent tells. */
  diskAt(place: DiskPlace): string | undefined
  /** The channel of the guest's agent, where it has one. */
  readonly agent: AgentChannel | undefined
  /** Network cards by the host's name of them, or their own where it has none. */
  readonly interfaces: readonly { name: string; mac: string }[]
}

type Data = Record<string, unknown>
type Row = (data: Data, devices: NamedDevices) => DomainHappening | undefined

const watchdogActions: readonly WatchdogAction[] = [
  ...(['none', 'pause', 'reset', 'poweroff', 'shutdown', 'debug', 'inject-nmi'] as const),
]

/** What becomes of the guest when reading or writing fails, by QEMU's word for it. */
const ioErrorActions = { ignore: 'none', stop: 'pause', report: 'report' } as const

/** By QEMU's event: what beside the guest's state it tells of. The words of a hostile QEMU are taken for what they can be. */
const rows: Record<string, Row> = {
  RTC_CHANGE: ({ offset }) => ({ event: 'rtc-change', offset: numberOf(offset) }),
  WATCHDOG: ({ action }) => ({ event: 'watchdog', action: oneOf(watchdogActions, action) ?? 'none' }),
  BLOCK_IO_ERROR: ({ device, 'node-name': node, action, nospace }, devices) => {
    // Without a name of its own the drive's is empty; then the node's tells which it is.
    const disk = devices.disk({ alias: textOf(device) || undefined, node: textOf(node) })
    return {
      ...{ event: 'io-error', path: disk?.path ?? '', alias: disk?.alias ?? textOf(device) },
      ...{ action: wordOf(ioErrorActions, action) ?? 'none', reason: nospace === true ? 'enospc' : '' },
    }
  },
  VNC_CONNECTED: (data) => viewer('connect', data),
  VNC_INITIALIZED: (data) => viewer('initialize', data),
  VNC_DISCONNECTED: (data) => viewer('disconnect', data),
  SPICE_CONNECTED: (data) => viewer('connect', data),
  SPICE_INITIALIZED: (data) => viewer('initialize', data),
  SPICE_DISCONNECTED: (data) => viewer('disconnect', data),
  DEVICE_TRAY_MOVED: ({ id, device, 'tray-open': open }, devices) => {
    const name = textOf(id) || textOf(device)
    const alias = devices.disk({ alias: name })?.alias ?? name
    return { event: 'tray-change', alias, tray: open === true ? 'open' : 'closed' }
  },
  BALLOON_CHANGE: ({ actual }) => ({ event: 'balloon-change', memory: kibOf(actual) }),
  // Parts of devices are deleted too; they have a path and no name.
  DEVICE_DELETED: ({ device }) => aboutDevice('device-removed', device),
  DEVICE_UNPLUG_GUEST_ERROR: ({ device }) => aboutDevice('device-removal-failed', device),
  MEM_UNPLUG_ERROR: ({ device }) => aboutDevice('device-removal-failed', device),
  VSERPORT_CHANGE: ({ id, open }, devices) =>
    devices.agent?.alias === textOf(id)
      ? { event: 'agent-lifecycle', state: open === true ? 'connected' : 'disconnected', reason: 'channel event' }
      : undefined,
  MIGRATION_PASS: ({ pass }) => ({ event: 'migration-iteration', iteration: numberOf(pass) }),
  BLOCK_WRITE_THRESHOLD: ({ 'node-name': node, 'amount-exceeded': excess, 'write-threshold': threshold }, devices) => {
    const disk = devices.disk({ node: textOf(node) })
    if (!disk) return undefined
    const amounts = { threshold: numberOf(threshold), excess: numberOf(excess) }
    return { event: 'block-threshold', device: disk.target, path: disk.path || undefined, ...amounts }
  },
  MEMORY_FAILURE: ({ recipient, action, flags }) => {
    const { 'action-required': actionRequired, recursive } = recordOf(flags)
    return {
      event: 'memory-failure',
      recipient: recipient === 'guest' ? 'guest' : 'hypervisor',
      action: oneOf(['ignore', 'inject', 'fatal', 'reset'], action) ?? 'ignore',
      ...{ actionRequired: actionRequired === true, recursive: recursive === true },
    }
  },
  MEMORY_DEVICE_SIZE_CHANGE: ({ id, size }) =>
    typeof id === 'string' ? { event: 'memory-device-size-change', alias: id, size: kibOf(size) } : undefined,
}

/** Undefined where libvirt's clients have no word for it. */
export function happeningOf({ event, data }: QmpEvent, devices: NamedDevices): DomainHappening | undefined {
  return Object.hasOwn(rows, event) ? rows[event]?.(data, devices) : undefined
}

function aboutDevice(event: 'device-removed' | 'device-removal-failed', device: unknown): DomainHappening | undefined {
  return typeof device === 'string' && device ? { event, alias: device } : undefined
}

function viewer(phase: GraphicsHappening['phase'], { server, client }: Data): DomainHappening {
  const { auth } = recordOf(server)
  const { x509_dname: x509, sasl_username: sasl } = recordOf(client)
  return {
    ...{ event: 'graphics', phase, local: addressOf(server), remote: addressOf(client), auth: textOf(auth) },
    subject: [
      ...(typeof x509 === 'string' ? [{ type: 'x509dname', name: x509 }] : []),
      ...(typeof sasl === 'string' ? [{ type: 'saslUsername', name: sasl }] : []),
    ],
  }
}

/** VNC says `service` where SPICE says `port`. */
function addressOf(end: unknown): GraphicsAddress {
  const { family, host, service, port } = recordOf(end)
  return {
    family: oneOf(['ipv4', 'ipv6', 'unix'], family) ?? 'ipv4',
    node: textOf(host),
    service: textOf(service) || textOf(port),
  }
}

/** Longer words are nobody's name, address or path. */
const longestText = 4096

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, longestText) : ''
}

function numberOf(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : 0
}

function kibOf(value: unknown): number {
  return Math.round(numberOf(value) / 1024)
}

function recordOf(value: unknown): Data {
  return typeof value === 'object' && value !== null ? (value as Data) : {}
}

function oneOf<W extends string>(words: readonly W[], value: unknown): W | undefined {
  return words.find((word) => word === value)
}

function wordOf<W>(words: Record<string, W>, value: unknown): W | undefined {
  return typeof value === 'string' && Object.hasOwn(words, value) ? words[value] : undefined
}
