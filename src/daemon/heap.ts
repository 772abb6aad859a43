import { setFlagsFromString } from 'node:v8'

/** A daemon stays: its heap is to grow with what it keeps, not with how much it was asked. */
export function keepHeapSmall(): void {
  // Per cent by which the heap may grow between two collections; MiB of the part for what is young.
  for (const flag of ['--heap-growing-percent=15', '--semi-space-growth-factor=1', '--max-semi-space-size=4']) {
    setFlagsFromString(flag)
  }
}
