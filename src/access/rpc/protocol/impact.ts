import type { Impact } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import { refuseOtherFlags } from './procedure.ts'

/** virDomainModificationImpact: without any what runs where it runs, and otherwise what is defined. */
const impactFlags = { live: 1, config: 2 } as const

/** libvirt's getters say with it that they understand parameters that are words. */
const wordsFlag = 4

export function impactOf(flags: number, others: Record<string, number> = {}): Impact {
  refuseOtherFlags(flags, { ...impactFlags, ...others })
  return { live: (flags & impactFlags.live) !== 0, config: (flags & impactFlags.config) !== 0 }
}

export function impactNumber({ live = false, config = false }: Impact = {}): number {
  return (live ? impactFlags.live : 0) | (config ? impactFlags.config : 0)
}

/** Of a getter: it can only be asked for one of both. */
export function oneImpactOf(flags: number, others: Record<string, number> = { words: wordsFlag }): Impact {
  const impact = impactOf(flags, others)
  if (impact.live && impact.config) {
    throw new LodgeError(
      'INVALID_ARG',
      "invalid argument: flags 'VIR_DOMAIN_AFFECT_LIVE' and 'VIR_DOMAIN_AFFECT_CONFIG' are mutually exclusive",
    )
  }
  return impact
}
