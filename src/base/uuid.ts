/** A UUID in its usual form, from what libvirt accepts: 32 hexadecimal digits with dashes anywhere between bytes. */
export function parseUuid(text: string): string | undefined {
  if (text.length > 80) return undefined
  const digits = text.trim().replace(/[-\s]/g, '').toLowerCase()
  return /^[0-9a-f]{32}$/.test(digits) ? dashed(digits) : undefined
}

/** A random UUID (version 4) of 16 random bytes. */
export function uuidOf(bytes: Uint8Array): string {
  const copy = Uint8Array.from(bytes.subarray(0, 16))
  copy[6] = ((copy[6] ?? 0) & 0x0f) | 0x40
  copy[8] = ((copy[8] ?? 0) & 0x3f) | 0x80
  return dashed(Array.from(copy, (byte) => byte.toString(16).padStart(2, '0')).join(''))
}

function dashed(digits: string): string {
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
