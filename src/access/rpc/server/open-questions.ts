import { type ErrorCode, LodgeError } from '../../../base/errors.ts'
import type { Polkit, PolkitAnswer, PolkitQuestion } from '../../chain/polkit.ts'
import type { Limits } from './limits.ts'

/** The questions to polkit that wait for their answers, in all and about each user: somebody may have to type a password. */
export class OpenQuestions {
  readonly #polkit: Polkit | undefined
  readonly #limits: Pick<Limits, 'questions' | 'questionsOfOne' | 'askWithin'>
  readonly #users: number[] = []

  constructor(polkit: Polkit | undefined, limits: Pick<Limits, 'questions' | 'questionsOfOne' | 'askWithin'>) {
    this.#polkit = polkit
    this.#limits = limits
  }

  /** Throws what clients know by its code as an answer other than yes. */
  async ask(question: PolkitQuestion, signal: AbortSignal): Promise<void> {
    const { uid } = question.process
    const { questions, questionsOfOne } = this.#limits
    if (this.#users.length >= questions || this.#users.filter((each) => each === uid).length >= questionsOfOne) {
      throw new LodgeError('AUTH_FAILED', 'authentication failed: polkit is being asked about too many clients')
    }
    this.#users.push(uid)
    try {
      const answer = await this.#answer(question, signal)
      if (answer !== 'allowed') throw refusal(answer, question)
    } finally {
      this.#users.splice(this.#users.indexOf(uid), 1)
    }
  }

  async #answer(question: PolkitQuestion, signal: AbortSignal): Promise<PolkitAnswer> {
    if (!this.#polkit) throw new LodgeError('AUTH_FAILED', 'authentication failed: polkit is not asked here')
    const { askWithin } = this.#limits
    const late = AbortSignal.timeout(askWithin)
    try {
      return await this.#polkit(question, AbortSignal.any([signal, late]))
    } catch (error) {
      if (!late.aborted) throw error
      const message = `authentication cancelled: nobody has answered polkit within ${askWithin / 1000} seconds`
      throw new LodgeError('AUTH_CANCELLED', message)
    }
  }
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
