import type { Emitter } from '../section.ts'
import type { Domain } from '../xml.ts'

type Group = NonNullable<Domain['throttlegroups']>['throttlegroup'][number]

export const throttleGroups: Emitter = ({ domain }) =>
  (domain.throttlegroups?.throttlegroup ?? []).map((group) => ({
    make: 'object',
    props: { 'qom-type': 'throttle-group', id: `throttle-${group.group_name}`, limits: throttleLimits(group) },
  }))

const amounts = ['bytes', 'iops'] as const
const ways = ['total', 'read', 'write'] as const
const words = { bytes: 'bps', iops: 'iops' } as const

/** QEMU is told every limit, 0 standing for none; lengths of bursts only where they are said. */
export function throttleLimits(group: Partial<Group>) {
  const limits: Record<string, number | undefined> = {}
  for (const amount of amounts) {
    for (const way of ways) {
      limits[`${words[amount]}-${way}`] = group[`${way}_${amount}_sec`] ?? 0
      limits[`${words[amount]}-${way}-max`] = group[`${way}_${amount}_sec_max`] ?? 0
      limits[`${words[amount]}-${way}-max-length`] = group[`${way}_${amount}_sec_max_length`] || undefined
    }
  }
  limits['iops-size'] = group.size_iops_sec ?? 0
  return limits
}
