import { closeSync, openSync, readSync } from 'node:fs'
import { release } from 'node:os'

/**
 * What KVM's offer depends on beside the binary: kernel, CPU, its microcode and feature flags. Only the first kilobytes
 * are read, because the kernel writes the text anew for each CPU of the host.
 */
export function cpuSignature(): string {
  const buffer = Buffer.alloc(8192)
  let text = ''
  try {
    const file = openSync('/proc/cpuinfo', 'r')
    try {
      text = buffer.toString('latin1', 0, readSync(file, buffer))
    } finally {
      closeSync(file)
    }
  } catch {
    return release()
  }
  const first = text.split('\n\n', 1)[0] ?? ''
  const lasting = first
    .split('\n')
    .filter((line) => /^(vendor_id|model name|microcode|flags|Features|cpu)\s*:/.test(line))
  return [release(), ...lasting].join('\n')
}
