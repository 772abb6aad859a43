import { accessSync, constants } from 'node:fs'
import { LodgeError } from '../../base/errors.ts'
import type { NeededPath } from '../../model/qemu/plan.ts'
import { describeWay, errnoOf, systemError } from '../host/files.ts'

/** Asks for every path before anything is started, because QEMU's own words for a missing one come late and are poor. */
export function requirePaths(needs: readonly NeededPath[]): void {
  for (const { path, what, access } of needs) {
    try {
      accessSync(path, access === 'write' ? constants.R_OK | constants.W_OK : constants.R_OK)
    } catch (error) {
      throw explain(error, path, what, access)
    }
  }
}

function explain(error: unknown, path: string, what: string, access: NeededPath['access']): LodgeError {
  const code = errnoOf(error)
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new LodgeError('SYSTEM_ERROR', `the file of the ${what} is not there: ${path}`, {
      where: path,
      hint: 'make it, or correct its path in the XML',
      data: { errno: code },
    })
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new LodgeError('SYSTEM_ERROR', `permission denied for the ${what}: ${path} cannot be opened to ${access}`, {
      where: path,
      hint: `this user is ${process.getuid?.()}:${process.getgid?.()}; ${describeWay(path)}`,
      data: { errno: code },
    })
  }
  return systemError(error, `cannot open the ${what} ${path}`, path)
}
