import type { Section } from '../section.ts'

/** KiB from which on libvirt takes a limit for none. */
const unlimited = 9_007_199_254_740_991

export const memtune: Section = {
  complete({ domain }) {
    const { memtune } = domain
    if (!memtune) return
    for (const name of ['hard_limit', 'soft_limit', 'min_guarantee', 'swap_hard_limit'] as const) {
      if ((memtune[name]?.kib ?? 0) >= unlimited) delete memtune[name]
    }
  },
}
