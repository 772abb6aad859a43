import { type ErrorCode, LodgeError, type Position } from './errors.ts'

/** Something wrong with what a user wrote. Errors stop the work; warnings are for `lodge check`. */
export interface Problem {
  level: 'error' | 'warning'
  code: ErrorCode
  message: string
  /** The element's or attribute's place: `/domain/devices/disk[2]/target/@dev`. */
  path?: string
  position?: Position
  /** The known name that was probably meant. */
  nearest?: string
}

export function problemToError(problem: Problem, file?: string): LodgeError {
  const where = [file, problem.path].filter(Boolean).join(' ')
  return new LodgeError(problem.code, problem.message, {
    where: where || undefined,
    position: problem.position,
    hint: problem.nearest ? `did you mean '${problem.nearest}'?` : undefined,
  })
}
