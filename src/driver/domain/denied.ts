import { LodgeError } from '../../base/errors.ts'
import { type Account, confinement } from '../host/system.ts'
import { describeObstacle, mend, type Obstacle } from '../host/way.ts'

interface Denial {
  path: string
  /** `disk vda` */
  what: string
  access: 'read' | 'write'
  account: Account
  found: readonly Obstacle[]
}

/** The most frequent failure of all: who may not do what to which folder or file, and the one command that mends it. */
export function denied({ path, what, access, account, found }: Denial): LodgeError {
  const { user, uid, gid, groups } = account
  const steps = found.map(describeObstacle).join('; nor ')
  const reason = steps === '' ? beyondModes(path) : `the user '${user}' may not ${steps}`
  const command = found.length > 0 ? mend(found, user) : undefined
  return new LodgeError(
    'SYSTEM_ERROR',
    `permission denied for the ${what}: ${path} cannot be opened to ${access}: ${reason}`,
    {
      where: path,
      hint: command ?? `the kernel's log tells more: dmesg | grep -i -e denied -e avc`,
      data: { errno: 'EACCES', user: { name: user, uid, gid, groups }, obstacles: found, mend: command },
    },
  )
}

/** Modes and lists let the user through, and the kernel does not. */
function beyondModes(path: string): string {
  const module = confinement()
  return module
    ? `owner and mode allow it, so ${module} denies it: ${path} is not in its profile, or has the wrong label`
    : 'owner and mode allow it, so it is the file system (an export for other machines?) or a security module that denies it'
}
