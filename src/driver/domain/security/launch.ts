import type { LaunchSecret, LaunchSecurity } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import type { Domain } from '../../../model/domain/index.ts'
import type { DomainEditor } from '../editor.ts'
import type { Guest } from '../guest.ts'

/** Milliseconds; it is the processor's firmware that answers. */
const timeout = 5_000

/** What the processor has measured of a guest of AMD's SEV, for its owner to compare. */
export async function launchSecurity(editor: DomainEditor): Promise<LaunchSecurity | undefined> {
  if (!isSev(await editor.read())) return undefined
  const { monitor } = editor.requireGuest()
  const [measured, platform] = (await Promise.all([
    monitor.executeAny('query-sev-launch-measure', undefined, { timeout }),
    monitor.executeAny('query-sev', undefined, { timeout }),
  ])) as Record<string, unknown>[]
  const number = (name: string) => Number(platform?.[name] ?? 0)
  return {
    measurement: String(measured?.data ?? ''),
    ...{ apiMajor: number('api-major'), apiMinor: number('api-minor') },
    ...{ build: number('build-id'), policy: number('policy') },
  }
}

/** Hands over what its owner gives a guest that was measured as it should be. */
export async function setLaunchSecret(editor: DomainEditor, { header, secret, address }: LaunchSecret): Promise<void> {
  if (!isSev(await editor.read())) {
    const text = 'setting a launch secret is only supported in SEV-enabled domains'
    throw new LodgeError('OPERATION_UNSUPPORTED', text)
  }
  const guest = editor.requireGuest()
  await guest.change('set a launch secret', async () => {
    requirePaused(guest)
    const args = { 'packet-header': header, secret, ...(address !== undefined && { gpa: address }) }
    await guest.monitor.executeAny('sev-inject-launch-secret', args, { timeout })
  })
}

function requirePaused(guest: Guest): void {
  if (guest.state.now.state === 'paused') return
  throw new LodgeError('OPERATION_INVALID', 'domain must be in a paused state', {
    hint: 'once its CPUs run it is too late: start it paused',
  })
}

function isSev({ launchSecurity }: Domain): boolean {
  return launchSecurity?.kind.type === 'sev'
}
