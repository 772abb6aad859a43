import type { Section } from '../section.ts'
import type { Domain } from '../xml.ts'

type Group = NonNullable<Domain['throttlegroups']>['throttlegroup'][number]

export const throttleGroupsSection: Section = {
  check({ domain, report }) {
    const seen = new Set<string>()
    for (const group of domain.throttlegroups?.throttlegroup ?? []) {
      const name = group.group_name
      if (name === undefined) report.invalid(group, 'a <throttlegroup> needs a <group_name>')
      else if (seen.has(name)) report.invalid(group, `two throttle groups are called '${name}'`)
      else seen.add(name)
      for (const fault of conflicts(group)) report.error('INVALID_ARG', group, fault)
    }
  },
}

/** A limit on all and one on reading or writing exclude each other. */
function conflicts(group: Group): string[] {
  const suffixes = ['bytes_sec', 'iops_sec', 'bytes_sec_max', 'iops_sec_max'] as const
  return suffixes
    .filter((suffix) => group[`total_${suffix}`] && (group[`read_${suffix}`] || group[`write_${suffix}`]))
    .map((suffix) => `throttle group '${group.group_name}' limits <total_${suffix}> and its parts: one or the other`)
}
