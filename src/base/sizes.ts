const powers = ['k', 'm', 'g', 't', 'p', 'e'] as const

/**
 * Bytes in one of libvirt's units: `b`, `KB` (1000), `k` or `KiB` (1024), and so on to `EiB`; upper and lower case are the
 * same. Undefined for anything else.
 */
export function unitBytes(unit: string): number | undefined {
  const lower = unit.toLowerCase()
  if (lower === 'b' || lower === 'byte' || lower === 'bytes') return 1
  const match = /^([kmgtpe])(b|ib)?$/.exec(lower)
  if (!match) return undefined
  const power = powers.indexOf(match[1] as (typeof powers)[number]) + 1
  return (match[2] === 'b' ? 1000 : 1024) ** power
}

/** The least multiple of `step` that is not below `value`. */
export function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step
}
