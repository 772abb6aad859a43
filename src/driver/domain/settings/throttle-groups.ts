import type { DiskLimits, Impact } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import { type Domain, throttleLimits } from '../../../model/domain/index.ts'
import type { DomainEditor } from '../editor.ts'

/** Makes a group, or changes its limits; what is not said of it is no limit. */
export async function setThrottleGroup(
  editor: DomainEditor,
  { name, ...limits }: DiskLimits & { name: string },
  where: Impact,
): Promise<void> {
  const group = { ...limits, group_name: name }
  if (!name) throw new LodgeError('INVALID_ARG', 'a throttle group needs a name')
  await editor.change(where, {
    live: async ({ monitor }, domain) => {
      const id = `throttle-${name}`
      const value = throttleLimits(group)
      if (groupsOf(domain).some((each) => each.group_name === name)) {
        await monitor.executeAny('qom-set', { path: `/objects/${id}`, property: 'limits', value })
      } else await monitor.executeAny('object-add', { 'qom-type': 'throttle-group', id, limits: value })
    },
    edit(domain) {
      const others = groupsOf(domain).filter((each) => each.group_name !== name)
      domain.throttlegroups = { throttlegroup: [...others, group] }
    },
  })
}

export async function removeThrottleGroup(editor: DomainEditor, name: string, where: Impact): Promise<void> {
  await editor.change(where, {
    check(domain) {
      if (!groupsOf(domain).some((each) => each.group_name === name)) {
        throw new LodgeError('INVALID_ARG', `throttlegroup '${name.slice(0, 80)}' was not found in the domain config`)
      }
      const user = domain.devices.disk.find(({ throttlefilters }) =>
        throttlefilters?.throttlefilter.some(({ group }) => group === name),
      )
      if (!user) return
      const text = `throttlegroup '${name}' is still being used by disk ${user.target?.dev}`
      throw new LodgeError('OPERATION_INVALID', text)
    },
    live: async ({ monitor }) => {
      await monitor.executeAny('object-del', { id: `throttle-${name}` })
    },
    edit(domain) {
      const left = groupsOf(domain).filter((each) => each.group_name !== name)
      domain.throttlegroups = left.length > 0 ? { throttlegroup: left } : undefined
    },
  })
}

function groupsOf({ throttlegroups }: Domain) {
  return throttlegroups?.throttlegroup ?? []
}
