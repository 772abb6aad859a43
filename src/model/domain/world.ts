import type { DeviceContext } from '../devices/context.ts'
import { deviceKinds, type KindName } from '../devices/index.ts'
import type { Device, DeviceKind } from '../devices/kind.ts'
import type { QemuBuild } from '../qemu/build.ts'
import type { HostView } from '../qemu/host.ts'
import { Machine } from '../qemu/machine.ts'
import { Report } from '../report.ts'
import { guestView } from './view.ts'
import type { Domain } from './xml.ts'

/** A domain in the world for which it is completed, checked and planned. */
export interface World {
  domain: Domain
  host: HostView
  qemu: QemuBuild
  machine: Machine
  /** The domain's type. */
  accelerator: string
  /** See `DeviceContext.fresh`. */
  fresh: boolean
  report: Report
  /** What devices see of all this. */
  context: DeviceContext
}

export function makeWorld(
  domain: Domain,
  host: HostView,
  qemu: QemuBuild,
  fresh: boolean,
  report = new Report(),
): World {
  const machine = new Machine(domain.os.type.arch ?? host.arch, domain.os.type.machine ?? '')
  const accelerator = domain.type ?? 'qemu'
  const context = { machine, qemu, accelerator, host, guest: guestView(domain), fresh }
  return { domain, host, qemu, machine, accelerator, fresh, report, context }
}

/** A device with its kind, for code that treats all kinds alike. */
export interface PlacedDevice {
  kindName: KindName
  kind: DeviceKind<Device>
  device: Device
  /** Among the devices of its kind. */
  index: number
}

/** All devices of the named kinds in order; all kinds in the order of the XML where none are named. */
export function devicesOf(domain: Domain, names: readonly KindName[] = allKinds): PlacedDevice[] {
  const placed: PlacedDevice[] = []
  for (const kindName of names) {
    const kind = deviceKinds[kindName] as unknown as DeviceKind<Device>
    for (const [index, device] of (domain.devices[kindName] as Device[]).entries()) {
      placed.push({ kindName, kind, device, index })
    }
  }
  return placed
}

const allKinds = Object.keys(deviceKinds) as readonly KindName[]

/** Every kind with its devices, in the order of the XML. */
export function kindsOf(domain: Domain): { kind: DeviceKind<Device>; devices: Device[] }[] {
  return (Object.entries(deviceKinds) as unknown as [KindName, DeviceKind<Device>][]).map(([name, kind]) => ({
    kind,
    devices: domain.devices[name] as Device[],
  }))
}

/** Lets each kind add what the machine implies, and put its devices in order. */
export function arrangeDevices({ domain, context }: World): void {
  for (const { kind, devices } of kindsOf(domain)) kind.arrange?.(devices, context)
}

/** Lets each kind fill in what follows from addresses. */
export function settleDevices({ domain, context }: World): void {
  for (const { kind, devices } of kindsOf(domain)) kind.settle?.(devices, context)
}
