import { problemToError } from '../../base/problems.ts'
import { sections } from './sections.ts'
import { devicesOf, kindsOf, type World } from './world.ts'

/** Everything that keeps the completed domain from being defined, into the world's report. */
export function checkDomain(world: World): void {
  for (const section of sections) section.check?.(world)
  for (const { kind, device } of devicesOf(world.domain)) kind.check?.(device, world.context, world.report)
  for (const { kind, devices } of kindsOf(world.domain)) kind.checkAll?.(devices, world.context, world.report)
}

/** Throws what keeps the guest from being started here, though it may be defined. */
export function checkStart(world: World): void {
  const before = world.report.problems.length
  for (const section of sections) section.start?.(world)
  for (const { kind, device } of devicesOf(world.domain)) kind.start?.(device, world.context, world.report)
  const error = world.report.problems.slice(before).find(({ level }) => level === 'error')
  if (error) throw problemToError(error)
}
