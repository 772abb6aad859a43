import type { KeyCodeset } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import { keyNumber } from '../../../model/keys/codesets.ts'

/** As many as libvirt's clients may name. */
const most = 16

/** QEMU's numbers of keys. */
export function keyNumbers(keys: readonly number[], codeset: KeyCodeset): number[] {
  if (keys.length === 0 || keys.length > most) {
    throw new LodgeError('INVALID_ARG', `${keys.length} keys are pressed at once: expected 1 to ${most}`)
  }
  return keys.map((key) => {
    const number = keyNumber(codeset, key)
    if (number !== undefined) return number
    throw new LodgeError('INTERNAL_ERROR', `cannot translate keycode ${key} of ${codeset} codeset to qnum keycode`)
  })
}
