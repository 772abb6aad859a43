import type { Impact, VcpuChange, VcpuQuestion } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import type { Domain } from '../../../model/domain/index.ts'
import type { DomainEditor } from '../editor.ts'
import { plugVcpus, unplugVcpus } from './vcpu-plug.ts'

/** One virtual CPU on its own, as `<vcpus>` lists them. */
type Vcpu = NonNullable<Domain['vcpus']>['vcpu'][number]

/** How libvirt calls the two. */
const wordOf = { live: 'live', config: 'persistent' } as const

export async function vcpuCount(editor: DomainEditor, { maximum, ...where }: VcpuQuestion): Promise<number> {
  const domain = await editor.read(where)
  return maximum ? countOf(domain) : onOf(domain)
}

export async function setVcpus(
  editor: DomainEditor,
  count: number,
  { maximum = false, hotpluggable = false, ...where }: VcpuChange,
): Promise<void> {
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new LodgeError('INVALID_ARG', `a guest can not have ${count} virtual CPUs`)
  }
  if (maximum) return setMaximum(editor, count, where)
  await editor.change(where, {
    check(domain, place) {
      const most = countOf(domain)
      if (count <= most) return
      const text = `requested vcpus is greater than max allowable vcpus for the ${wordOf[place]} domain: ${count} > ${most}`
      throw new LodgeError('INVALID_ARG', text)
    },
    async live(guest, domain) {
      const all = eachOf(domain, true)
      const on = all.filter(({ enabled }) => enabled)
      const more = all.filter(({ enabled }) => !enabled).slice(0, Math.max(0, count - on.length))
      const removable = on.filter(({ hotpluggable }) => hotpluggable).map(({ id }) => id)
      const fewer = removable.reverse().slice(0, Math.max(0, on.length - count))
      if (fewer.length < on.length - count) {
        const text = 'failed to find appropriate hotpluggable vcpus to reach the desired target vcpu count'
        throw new LodgeError('OPERATION_INVALID', text, { hint: 'those from the start stay' })
      }
      const ids = more.map(({ id }) => id)
      await plugVcpus(guest, ids)
      await unplugVcpus(guest, fewer)
    },
    edit(domain, place) {
      if (place === 'live') return
      if (!domain.vcpus && (!hotpluggable || count === onOf(domain))) {
        domain.vcpu = { ...domain.vcpu, current: count === countOf(domain) ? undefined : count }
        return
      }
      const all = eachOf(domain, false)
      const change = count - all.filter(({ enabled }) => enabled).length
      const chosen =
        change > 0
          ? all.filter(({ enabled }) => !enabled)
          : all.filter(({ enabled, id }) => enabled && id > 0).reverse()
      for (const each of chosen.slice(0, Math.abs(change))) switchVcpu(each, change > 0, hotpluggable)
      writeEach(domain, all)
    },
  })
}

export async function setVcpu(
  editor: DomainEditor,
  { vcpus, on }: { vcpus: readonly number[]; on: boolean },
  where: Impact,
): Promise<void> {
  if (vcpus.length === 0) throw new LodgeError('INVALID_ARG', 'no virtual CPU is named')
  await editor.change(where, {
    check(domain, place) {
      for (const id of vcpus) {
        if (id >= countOf(domain)) {
          throw new LodgeError('INVALID_ARG', `vcpu ${id} is not present in ${wordOf[place]} config`)
        }
        if (id === 0 && place === 'config') throw new LodgeError('INVALID_ARG', `vCPU '0' can't be modified`)
        if (place === 'config') continue
        const vcpu = eachOf(domain, true).find((each) => each.id === id)
        if (vcpu?.enabled === on) {
          throw new LodgeError('INVALID_ARG', `vcpu '${id}' is already in requested state`)
        }
        if (!on && !vcpu?.hotpluggable) {
          throw new LodgeError('OPERATION_UNSUPPORTED', `vcpu '${id}' can't be unplugged`)
        }
      }
    },
    live: (guest) => (on ? plugVcpus(guest, vcpus) : unplugVcpus(guest, vcpus)),
    edit(domain, place) {
      if (place === 'live') return
      const all = eachOf(domain, false)
      for (const each of all) if (vcpus.includes(each.id) && each.enabled !== on) switchVcpu(each, on, true)
      writeEach(domain, all)
    },
  })
}

async function setMaximum(editor: DomainEditor, count: number, where: Impact): Promise<void> {
  await editor.change(where, {
    check({ cpu }, place) {
      if (place === 'live') {
        throw new LodgeError('OPERATION_INVALID', "maximum vcpu count of a live domain can't be modified")
      }
      const { sockets = 1, dies = 1, clusters = 1, cores = 1, threads = 1 } = cpu?.topology ?? {}
      if (cpu?.topology && sockets * dies * clusters * cores * threads !== count) {
        throw new LodgeError('INVALID_ARG', "CPU topology doesn't match the desired vcpu count")
      }
    },
    edit(domain) {
      const on = Math.min(onOf(domain), count)
      const all = domain.vcpus && eachOf(domain, false)
      domain.vcpu = { ...domain.vcpu, count, current: on === count ? undefined : on }
      if (!all) return
      const kept = all.filter(({ id }) => id < count)
      for (let id = kept.length; id < count; id++) kept.push({ id, enabled: false, hotpluggable: true })
      writeEach(domain, kept)
    },
  })
}

function countOf({ vcpu }: Domain): number {
  return vcpu?.count ?? 1
}

function onOf(domain: Domain): number {
  return domain.vcpu?.current ?? countOf(domain)
}

/** All of them; where none is listed, those that are on come first. Of a running guest those that were there from the start stay. */
export function eachOf(domain: Domain, live: boolean): Vcpu[] {
  const on = onOf(domain)
  if (domain.vcpus?.vcpu.length) return domain.vcpus.vcpu.map((each) => ({ ...each }))
  return Array.from({ length: countOf(domain) }, (_, id) => ({
    id,
    enabled: id < on,
    hotpluggable: id >= on,
    ...(live && id < on ? { order: id + 1 } : {}),
  }))
}

function switchVcpu(vcpu: Vcpu, on: boolean, hotpluggable: boolean): void {
  vcpu.enabled = on
  delete vcpu.order
  if (on) vcpu.hotpluggable = hotpluggable
}

export function writeEach(domain: Domain, all: Vcpu[]): void {
  const on = all.filter(({ enabled }) => enabled).length
  domain.vcpu = { ...domain.vcpu, current: on === all.length ? undefined : on }
  domain.vcpus = { vcpu: all }
}
