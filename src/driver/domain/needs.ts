import { accessSync, constants } from 'node:fs'
import { LodgeError } from '../../base/errors.ts'
import type { NeededPath } from '../../model/qemu/plan.ts'
import { errnoOf, systemError } from '../host/files.ts'
import type { Account } from '../host/system.ts'
import { obstacles, ownAccount } from '../host/way.ts'
import { denied } from './denied.ts'

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

/** The same for the user that the emulator will be. */
export function requireReachable(needs: readonly NeededPath[], account: Account): void {
  for (const { path, what, access, byHelper } of needs) {
    if (byHelper) continue
    const found = obstacles(path, access, account)
    if (found.length > 0) throw denied({ path, what, access, account, found })
  }
}

function explain(error: unknown, path: string, what: string, access: NeededPath['access']): LodgeError {
  const code = errnoOf(error)
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new LodgeError('SYSTEM_ERROR', `the file of the ${what} is not there: ${path}`, {
      where: path,
      hint: hintForMissing(what),
      data: { errno: code },
    })
  }
  if (code === 'EACCES' || code === 'EPERM') {
    const account = ownAccount()
    return denied({ path, what, access, account, found: obstacles(path, access, account) })
  }
  if (code === 'EROFS') {
    return new LodgeError('SYSTEM_ERROR', `the ${what} cannot be written: ${path} is on a read-only file system`, {
      where: path,
      hint: 'mount it for writing, or give the disk <readonly/>',
      data: { errno: code },
    })
  }
  return systemError(error, `cannot open the ${what} ${path}`, path)
}

function hintForMissing(what: string): string {
  if (what.startsWith('firmware') || what.startsWith('template'))
    return 'install the firmware (Debian: ovmf), or correct its path in the XML'
  if (what.startsWith('backing'))
    return 'bring it back, or tell the image where it is now: qemu-img rebase -u -b PATH IMAGE'
  return 'make it, or correct its path in the XML'
}
