import { join } from 'node:path'
import { removeDurably, writeDurably } from '../host/durable-files.ts'
import { makeFolder, readIfThere } from '../host/files.ts'

/** What is about to be made for a domain that is taken over. */
interface Intent {
  autostart: boolean
  /** Files and folders that were not there before. */
  makes: string[]
}

const largest = 1 << 20

/** That a domain is being taken over, on disk until it is: what is cut off is ended by the next import. */
export class Taking {
  readonly #folder: string
  readonly #path: string

  constructor(folder: string, uuid: string) {
    this.#folder = folder
    this.#path = join(folder, `${uuid}.json`)
  }

  /** What was cut off. One that can't be understood was begun with nothing made: it is written whole. */
  cut(): Intent | undefined {
    try {
      const found = JSON.parse(readIfThere(this.#path, largest) ?? 'null') as Partial<Intent> | null
      if (!Array.isArray(found?.makes) || !found.makes.every((path) => typeof path === 'string')) return undefined
      return { autostart: found.autostart === true, makes: found.makes }
    } catch {
      return undefined
    }
  }

  async begin(intent: Intent): Promise<void> {
    makeFolder(this.#folder)
    await writeDurably(this.#path, JSON.stringify(intent))
  }

  /** Takes back what was made for a domain that was not defined then. */
  async undo(): Promise<void> {
    for (const path of this.cut()?.makes ?? []) await removeDurably(path, { folders: true })
    await this.end()
  }

  async end(): Promise<void> {
    await removeDurably(this.#path)
  }
}
