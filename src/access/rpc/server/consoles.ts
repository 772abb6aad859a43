import { LodgeError } from '../../../base/errors.ts'

/** What a console says can be read once: it has one listener at a time, whichever client that is. */
export class Consoles {
  readonly #taken = new Map<string, () => void>()

  /** Returns what gives it back. With force, who has it now loses it. */
  take(name: string, { force, lose }: { force: boolean; lose: () => void }): () => void {
    const loser = this.#taken.get(name)
    if (loser && !force) {
      throw new LodgeError('OPERATION_FAILED', 'Active console session exists for this domain', {
        hint: 'virsh console --force takes it over',
      })
    }
    this.#taken.set(name, lose)
    loser?.()
    return () => {
      if (this.#taken.get(name) === lose) this.#taken.delete(name)
    }
  }
}
