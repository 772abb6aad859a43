import { deviceKinds, type KindName, launchOrder } from '../devices/index.ts'
import type { Device, DeviceKind } from '../devices/kind.ts'
import { devicesOf, type PlacedDevice, type World } from './world.ts'

/**
 * The devices as they are launched. Some stand in the XML for a device of another kind (an interface that is a card of the
 * host's own): those are launched as what they stand for, before or behind the others of that kind.
 */
export function launchedDevices({ domain, context }: World): PlacedDevice[] {
  const all = devicesOf(domain, launchOrder)
  const stands = all.flatMap(({ kind, device }) => {
    const meant = kind.standsFor?.(device, context)
    return meant ? [{ device, meant }] : []
  })
  if (stands.length === 0) return all
  const stood = new Set<object>(stands.map(({ device }) => device))
  return [...new Set(all.map(({ kindName }) => kindName).concat(stands.map(({ meant }) => meant.kind as KindName)))]
    .flatMap((kindName) => {
      const kind = deviceKinds[kindName] as unknown as DeviceKind<Device>
      const taken = (before: boolean) =>
        stands.flatMap(({ meant }) => (meant.kind === kindName && meant.before === before ? [meant.device] : []))
      const own = (domain.devices[kindName] as Device[]).map((device, index) => ({ device, index }))
      const ahead = taken(true).map((device, index) => ({ device, index }))
      const behind = taken(false)
      return [
        ...ahead,
        ...own.map(({ device, index }) => ({ device, index: index + ahead.length })),
        ...behind.map((device, index) => ({ device, index: index + ahead.length + own.length })),
      ].map(({ device, index }) => ({ kindName, kind, device, index }))
    })
    .filter(({ device }) => !stood.has(device))
}
