import type { Input } from './xml.ts'

/** Every keyboard on PS/2 was implied. */
export function migratableInputs(inputs: Input[]): void {
  inputs.splice(0, inputs.length, ...inputs.filter(({ type, bus }) => type !== 'keyboard' || bus !== 'ps2'))
}
