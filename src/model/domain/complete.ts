import { uuidOf } from '../../base/uuid.ts'
import { copyOf } from '../../formats/xml/reading.ts'
import type { HostView } from '../qemu/host.ts'
import type { Report } from '../report.ts'
import { announceControllers, assignAddresses } from './addresses/index.ts'
import { resolveMachine } from './resolve.ts'
import { sections } from './sections.ts'
import { arrangeDevices, devicesOf, makeWorld, settleDevices, type World } from './world.ts'
import type { Domain } from './xml.ts'

export interface CompleteOptions {
  /** The definition is new or changed, not read back from disk: newer defaults may be chosen. */
  fresh?: boolean
  report?: Report
}

/**
 * Fills in what libvirt fills in: defaults, devices that the machine implies, controllers and addresses. The domain that is
 * given stays as it is.
 */
export function completeDomain(source: Domain, host: HostView, { fresh = true, report }: CompleteOptions = {}): World {
  const domain = copyOf(source)
  // the number of a running guest is no part of what it is
  delete domain.id
  domain.uuid ??= uuidOf(host.random(16))
  const qemu = resolveMachine(domain, host)
  const world = makeWorld(domain, host, qemu, fresh, report)
  for (const section of sections) section.complete?.(world)
  announceControllers(world)
  arrangeDevices(world)
  for (const { kind, device } of devicesOf(domain)) {
    if (!isUsersName(device.alias?.name)) device.alias = undefined
    kind.complete?.(device, world.context)
  }
  assignAddresses(world)
  settleDevices(world)
  for (const section of sections) section.settle?.(world)
  return world
}

/** Others were made up for an earlier run. */
function isUsersName(alias: string | undefined): boolean {
  return alias?.startsWith('ua-') ?? false
}
