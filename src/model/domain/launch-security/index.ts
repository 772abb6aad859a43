import type { Section } from '../section.ts'

const objects = { sev: 'sev-guest', 'sev-snp': 'sev-snp-guest', 's390-pv': 's390-pv-guest' } as const

export const launchSecurity: Section = {
  complete({ domain, qemu }) {
    const kind = domain.launchSecurity?.kind
    if (!kind || kind.type === 's390-pv') return
    const { sev } = qemu.facts
    if (sev?.cbitpos !== undefined) kind.cbitpos ??= Number(sev.cbitpos)
    if (sev?.['reduced-phys-bits'] !== undefined) kind.reducedPhysBits ??= Number(sev['reduced-phys-bits'])
  },
  check({ domain, qemu, report }) {
    const kind = domain.launchSecurity?.kind
    if (!kind) return
    if (!qemu.hasType(objects[kind.type])) {
      report.unsupported(domain.launchSecurity, `${qemu.binary} has no ${kind.type} (object '${objects[kind.type]}')`)
    }
    if (kind.type !== 's390-pv' && (kind.cbitpos === undefined || kind.reducedPhysBits === undefined)) {
      report.unsupported(domain.launchSecurity, `this host's CPU offers no ${kind.type} that QEMU could use`)
    }
  },
}
