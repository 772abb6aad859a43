import { type ErrorCode, LodgeError } from '../../../base/errors.ts'
import type { Polkit, PolkitAnswer, PolkitQuestion } from '../../chain/polkit.ts'

interface Asking {
  polkit: Polkit | undefined
  question: PolkitQuestion
  /** Milliseconds for somebody who types a password. */
  within: number
  signal: AbortSignal
}

/** Throws what clients know by its code as an answer other than yes. */
export async function requirePolkit({ polkit, question, within, signal }: Asking): Promise<void> {
  if (!polkit) throw new LodgeError('AUTH_FAILED', 'authentication failed: polkit is not asked here')
  const late = AbortSignal.timeout(within)
  const answer = await polkit(question, AbortSignal.any([signal, late])).catch((error) => {
    if (!late.aborted) throw error
    const message = `authentication cancelled: nobody has answered polkit within ${within / 1000} seconds`
    throw new LodgeError('AUTH_CANCELLED', message)
  })
  if (answer !== 'allowed') throw refusal(answer, question)
}

/** In libvirt's own words: virsh starts an agent of its own where there is none, and asks again where a password was wrong. */
function refusal(answer: Exclude<PolkitAnswer, 'allowed'>, { action }: PolkitQuestion): LodgeError {
  const refusals: Record<typeof answer, [code: ErrorCode, message: string]> = {
    denied: ['AUTH_FAILED', 'authentication failed: access denied by policy'],
    dismissed: ['AUTH_CANCELLED', 'authentication cancelled: user cancelled authentication process'],
    'no agent': [
      'AUTH_UNAVAILABLE',
      `authentication unavailable: no polkit agent available to authenticate action '${action}'`,
    ],
  }
  return new LodgeError(...refusals[answer])
}
