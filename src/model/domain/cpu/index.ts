import type { Section } from '../section.ts'

export const cpu: Section = {
  complete({ domain, qemu, accelerator, machine }) {
    if (domain.cpu?.mode) return
    const type = qemu.machine(accelerator, machine.name)?.defaultCpuType
    const name = qemu.under(accelerator).cpus.find((each) => each.typename === type)?.name
    if (name)
      domain.cpu = { ...domain.cpu, mode: 'custom', match: 'exact', check: 'none', model: { fallback: 'forbid', name } }
  },
}
