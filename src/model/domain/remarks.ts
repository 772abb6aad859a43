import { inOrder, type Remarks, type Taint } from '../taints.ts'
import { sections } from './sections.ts'
import { devicesOf, type World } from './world.ts'

/** What is to be said of a guest that is started as it was completed; as whom it runs is for the driver to say. */
export function remarksOf(world: World): Remarks {
  const { domain, context } = world
  const deprecations = sections.flatMap((section) => section.deprecations?.(world) ?? [])
  const found: Taint[] = [
    ...sections.flatMap((section) => section.taints?.(world) ?? []),
    ...devicesOf(domain).flatMap(({ kind, device }) => kind.taints?.(device, context) ?? []),
    ...(deprecations.length > 0 ? (['deprecated-config'] as const) : []),
  ]
  return { taints: inOrder(found), deprecations }
}
