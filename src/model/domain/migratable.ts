import { copyOf } from '../../formats/xml/reading.ts'
import { Machine } from '../qemu/machine.ts'
import { guestView } from './view.ts'
import { devicesOf, kindsOf } from './world.ts'
import type { Domain } from './xml.ts'

/** A definition as any libvirt understands it, which adds again what is left out here. */
export function migratableDomain(source: Domain): Domain {
  const domain = copyOf(source)
  const { arch = '', machine = '' } = domain.os.type
  const context = { machine: new Machine(arch, machine), guest: guestView(domain) }
  for (const { kind, devices } of kindsOf(domain)) kind.migratable?.(devices, context)
  return domain
}

/** A guest that runs, without what is this run's alone: its devices are those that it was started from. */
export function migratableRun(live: Domain, from: Domain): Domain {
  const { id: _, ...rest } = live
  const { devices, seclabel } = copyOf(from)
  const domain: Domain = { ...rest, devices, seclabel }
  const running = devicesOf(live)
  for (const [at, { kind, device }] of devicesOf(domain).entries()) {
    const own = running[at]
    if (own?.kind === kind) kind.migratableRun?.(device, own.device)
  }
  return migratableDomain(domain)
}
