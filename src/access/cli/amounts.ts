const binary = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const

/** Bytes as people read them: three digits and a unit. */
export function bytes(count: number): string {
  let step = 0
  let value = count
  for (; value >= 999.5 && step < binary.length - 1; step++) value /= 1024
  const digits = step === 0 || value >= 99.95 ? 0 : 1
  return `${value.toFixed(digits)} ${binary[step]}`
}

export function kibibytes(count: number): string {
  return bytes(count * 1024)
}

/** A time that has passed, with the two largest units that it has. */
export function duration(milliseconds: number): string {
  const total = Math.max(0, Math.floor(milliseconds / 1000))
  const parts = { d: Math.floor(total / 86_400), h: Math.floor(total / 3600) % 24, min: Math.floor(total / 60) % 60 }
  const named = [...Object.entries(parts), ['s', total % 60] as const]
  const first = named.findIndex(([, count]) => count > 0)
  if (first < 0) return '0 s'
  return named
    .slice(first, first + 2)
    .map(([unit, count]) => `${count} ${unit}`)
    .join(' ')
}
