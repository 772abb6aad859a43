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
  const { devices, seclabel, cpu } = copyOf(from)
  const domain: Domain = { ...rest, cpu: isChanged(cpu, live.cpu) ? cpu : live.cpu, devices, seclabel }
  const running = devicesOf(live)
  for (const [at, { kind, device }] of devicesOf(domain).entries()) {
    const own = running[at]
    if (own?.kind === kind) kind.migratableRun?.(device, own.device)
  }
  return migratableDomain(domain)
}

/** QEMU gave a model more or less than was asked for: elsewhere it may give something else, and is asked again. */
function isChanged(asked: Domain['cpu'], live: Domain['cpu']): boolean {
  if (asked?.mode !== 'custom' || asked.match === 'minimum') return false
  const said = (cpu: Domain['cpu']) => JSON.stringify(cpu?.feature.map(({ name, policy }) => [name, policy]))
  return said(asked) !== said(live)
}
