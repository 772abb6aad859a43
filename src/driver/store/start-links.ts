import { existsSync, lstatSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { linkDurably, removeDurably } from '../host/durable-files.ts'
import { FolderNames, makeFolder, namesIn } from '../host/files.ts'

interface Options {
  folder: string
  /** The link of a domain of that name. */
  link(name: string): string
  /** Whether nobody else changes the folder. */
  isOurs(): boolean
}

/** Which domains are started with the host: a link each to its definition. */
export class StartLinks {
  readonly #options: Options
  readonly #names: FolderNames

  constructor(options: Options) {
    this.#options = options
    this.#names = new FolderNames(options.folder, options.isOurs)
  }

  has(name: string): boolean {
    return this.#names.has(basename(this.#options.link(name)))
  }

  async set(name: string, definition: string): Promise<void> {
    makeFolder(this.#options.folder)
    await this.#changing(linkDurably(definition, this.#options.link(name)))
  }

  async clear(name: string): Promise<void> {
    if (this.has(name)) await this.#changing(removeDurably(this.#options.link(name)))
  }

  /** Removes those that an undefined domain has left; what was put aside may be mended and come back. */
  sweep(): void {
    const { folder } = this.#options
    for (const name of namesIn(folder)) {
      const [link, definition] = [join(folder, name), join(dirname(folder), name)]
      const isKept = [definition, `${definition}.broken`].some((path) => existsSync(path))
      if (!isKept && lstatSync(link).isSymbolicLink()) rmSync(link, { force: true })
    }
    this.#names.forget()
  }

  /** Whoever looks meanwhile sees what is there; what is there afterwards is looked at anew. */
  async #changing(change: Promise<void>): Promise<void> {
    try {
      await change
    } finally {
      this.#names.forget()
    }
  }
}
