import { readFileSync } from 'node:fs'
import { release } from 'node:os'
import { isShortage, systemError } from '../files.ts'

/**
 * What KVM's offer depends on beside the binary: kernel, CPU with its feature flags, microcode. /proc/cpuinfo would tell
 * too, but measures the clock of each CPU first, which takes its time.
 */
export function cpuSignature(): string {
  const folder = '/sys/devices/system/cpu'
  return [release(), read(`${folder}/modalias`), read(`${folder}/cpu0/microcode/version`)].join('\n')
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (isShortage(error)) throw systemError(error, `cannot read ${path}`, path)
    return ''
  }
}
