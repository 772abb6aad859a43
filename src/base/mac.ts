/** A MAC address in lower case with two digits a byte; undefined for anything else. */
export function parseMac(text: string): string | undefined {
  if (!/^[0-9a-fA-F]{1,2}(:[0-9a-fA-F]{1,2}){5}$/.test(text)) return undefined
  return text
    .split(':')
    .map((byte) => byte.toLowerCase().padStart(2, '0'))
    .join(':')
}

/** One address names a group of stations, not one. */
export function isMulticast(mac: string): boolean {
  return (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1
}

/** An address out of QEMU's own range, from three random bytes. */
export function qemuMac(random: Uint8Array): string {
  return ['52', '54', '00', ...Array.from(random.subarray(0, 3), (byte) => byte.toString(16).padStart(2, '0'))].join(
    ':',
  )
}
