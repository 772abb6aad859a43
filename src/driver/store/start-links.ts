import { basename } from 'node:path'
import { linkDurably, removeDurably } from '../host/durable-files.ts'
import { FolderNames, makeFolder } from '../host/files.ts'
import type { Definition } from './definition.ts'

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

  async set({ name, path }: Pick<Definition, 'name' | 'path'>, on: boolean): Promise<void> {
    const link = this.#options.link(name)
    if (on) {
      makeFolder(this.#options.folder)
      await linkDurably(path, link)
    } else if (this.has(name)) await removeDurably(link)
    this.#names.forget()
  }

  /** After a change of one's own. */
  forget(): void {
    this.#names.forget()
  }
}
