import { LodgeError, messageOf } from '../../base/errors.ts'
import { removeDurably, writeDurably } from '../host/durable-files.ts'
import { makeFolder, readIfThere } from '../host/files.ts'
import type { Paths } from '../host/paths.ts'

/** A change of several files. As long as the definition is there under its name nothing has happened; then all of it has. */
export interface Change {
  name: string
  uuid: string
  /** The name that it gets; absent where it is undefined. */
  to?: string
  /** What goes with it: is given another name, or removed. */
  files: { from: string; to?: string }[]
}

/** More than any change takes. */
const largest = 1 << 20

/** The change that is being made, on disk before anything of it is done and until all of it is: whoever comes next can end it. */
export class Journal {
  readonly #path: string
  readonly #folder: string

  constructor({ journal, config }: Paths) {
    this.#path = journal
    this.#folder = config
  }

  /** What is begun and not ended. */
  read(): Change | undefined {
    const text = readIfThere(this.#path, largest)
    if (text === undefined) return undefined
    try {
      const change: unknown = JSON.parse(text)
      if (isChange(change)) return change
      throw new Error('it tells of no change')
    } catch (error) {
      throw new LodgeError('OPERATION_FAILED', `${this.#path} cannot be understood: ${messageOf(error)}`, {
        where: this.#path,
        hint: 'a change of definitions was cut off: see that each domain has one definition, then remove the file',
      })
    }
  }

  async begin(change: Change): Promise<void> {
    makeFolder(this.#folder)
    await writeDurably(this.#path, JSON.stringify(change))
  }

  async end(): Promise<void> {
    await removeDurably(this.#path)
  }
}

function isChange(value: unknown): value is Change {
  const change = value as Partial<Change> | null
  const isText = (text: unknown) => typeof text === 'string' && text !== ''
  const isMaybeText = (text: unknown) => text === undefined || isText(text)
  return (
    [change?.name, change?.uuid].every(isText) &&
    isMaybeText(change?.to) &&
    Array.isArray(change?.files) &&
    change.files.every((each) => isText(each?.from) && isMaybeText(each?.to))
  )
}
