import type { DomainState } from '../../api/index.ts'
import { LodgeError } from '../../base/errors.ts'
import type { Guest } from './guest.ts'

export async function resumeGuest(guest: Guest): Promise<void> {
  await guest.change('resume', async () => {
    await guest.connect()
    const [why, hint] = refusals[guest.state.now.state] ?? []
    if (why) throw new LodgeError('OPERATION_INVALID', why, { hint })
    await guest.monitor.execute('cont')
  })
}

const refusals: Partial<Record<DomainState, [why: string, hint?: string]>> = {
  running: ['domain is already running'],
  shutdown: ['domain has switched itself off', 'reset it, or destroy it'],
  pmsuspended: ['domain is pmsuspended', 'wake it up instead'],
}
