import { LodgeError } from '../../../base/errors.ts'
import { findOnPath, isProgram } from '../../host/emulators.ts'

interface Wanted {
  program: string
  package: string
  /** What it is for. */
  what: string
}

/** Where a helper is; asked before it is started, because what runs it on the way has other words for a missing one. */
export function findProgram({ program, package: name, what }: Wanted): string {
  const found = program.includes('/') ? program : findOnPath(program)
  if (found !== undefined && isProgram(found)) return found
  throw new LodgeError('OPERATION_FAILED', `${program}, which the ${what} needs, is not installed`, {
    where: program,
    hint: `install the package ${name}`,
  })
}
