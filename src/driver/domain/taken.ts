import { LodgeError } from '../../base/errors.ts'

/** A name and a UUID belong together. libvirt fails so, rather than with its code for what exists already. */
export function nameTaken(name: string, uuid: string): LodgeError {
  return new LodgeError('OPERATION_FAILED', `domain '${name}' already exists with uuid ${uuid}`, {
    hint: `choose another name, or give it <uuid>${uuid}</uuid> to mean that one`,
  })
}

export function uuidTaken(uuid: string, name: string): LodgeError {
  return new LodgeError('OPERATION_FAILED', `domain '${name}' is already defined with uuid ${uuid}`, {
    hint: 'leave <uuid> out, or give another one',
  })
}
