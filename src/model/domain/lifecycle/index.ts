import type { Section } from '../section.ts'

export const lifecycle: Section = {
  complete({ domain }) {
    domain.on_poweroff ??= 'destroy'
    domain.on_reboot ??= 'restart'
    domain.on_crash ??= 'destroy'
    const { pm } = domain
    if (!pm) return
    for (const name of ['suspend-to-mem', 'suspend-to-disk'] as const) {
      if (pm[name]?.enabled === undefined) delete pm[name]
    }
    if (Object.keys(pm).length === 0) delete domain.pm
  },
  check({ domain, machine, qemu, report }) {
    if (
      domain.on_poweroff === 'rename-restart' ||
      domain.on_reboot === 'rename-restart' ||
      domain.on_crash === 'rename-restart'
    ) {
      report.unsupported(domain, "'rename-restart' is nothing that can be done with a QEMU guest")
    }
    if (domain.on_poweroff === 'restart' && domain.on_reboot === 'destroy') {
      report.unsupported(
        domain,
        "<on_poweroff>restart and <on_reboot>destroy are the two things that QEMU can't tell apart",
      )
    }
    const { pm } = domain
    if (!pm) return
    const bridge = machine.isQ35 ? 'ICH9-LPC' : 'PIIX4_PM'
    for (const [name, property] of [
      ['suspend-to-mem', 'disable_s3'],
      ['suspend-to-disk', 'disable_s4'],
    ] as const) {
      if (pm[name]?.enabled !== undefined && !(machine.isX86 && qemu.deviceHas(bridge, property))) {
        report.unsupported(pm, `<${name}> can't be switched on machine type '${machine.name}'`)
      }
    }
  },
}
