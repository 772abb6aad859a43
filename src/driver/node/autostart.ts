import { dirname } from 'node:path'
import { LodgeError, messageOf } from '../../base/errors.ts'
import { makeFolder, readIfThere, writeAtomically } from '../host/files.ts'
import { identify } from '../host/system.ts'
import type { HostDomain } from './host-domain.ts'

interface Options {
  /** Tells of which start of this machine's that was done last. */
  marker: string
  domains: () => Promise<HostDomain[]>
  warn: (warning: LodgeError) => void
}

/**
 * Starts what is to be started with the host, once after each of its starts: what a user has stopped since stays off when
 * the daemon is started anew. One that does not start keeps no other from it.
 */
export async function startWithHost({ marker, domains, warn }: Options): Promise<void> {
  const boot = identify(process.pid)?.boot ?? ''
  if (readIfThere(marker, 1024) === boot) return
  // Where it can't be seen what there is, the next daemon does it.
  const all = await domains()
  makeFolder(dirname(marker))
  writeAtomically(marker, boot)
  for (const domain of all) {
    try {
      // Before it is tried: once is once, also where it fails.
      if (await domain.autostartOnce()) await domain.setAutostartOnce(false)
      await domain.start()
    } catch (error) {
      const { where, hint } = error instanceof LodgeError ? error : {}
      warn(new LodgeError('OPERATION_FAILED', `'${domain.name}' was not started: ${messageOf(error)}`, { where, hint }))
    }
  }
}
