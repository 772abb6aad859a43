import { statSync } from 'node:fs'
import { nameDurably, removeDurably, syncFolder, writeDurably } from '../host/durable-files.ts'
import { readIfThere } from '../host/files.ts'
import type { Paths } from '../host/paths.ts'
import { identifyDefinition, largestFile } from './definition.ts'
import { type Change, Journal } from './journal.ts'
import type { StartLinks } from './start-links.ts'

interface Options {
  paths: Paths
  links: readonly StartLinks[]
}

/** Changes of more than one file, which are done or not, wherever they are cut off. Made under the lock only. */
export class Changes {
  readonly #paths: Paths
  readonly #links: readonly StartLinks[]
  readonly #journal: Journal

  constructor({ paths, links }: Options) {
    this.#paths = paths
    this.#links = links
    this.#journal = new Journal(paths)
  }

  /** The change that was cut off, or that another process is making just now. */
  pending(): Change | undefined {
    try {
      return this.#journal.read()
    } catch {
      // Whoever changes something is told; who only looks sees what is there.
      return undefined
    }
  }

  /** Does it, or leaves everything as it was. The text is that of the definition under its new name. */
  async make(change: Change, text?: string): Promise<void> {
    await this.#journal.begin(change)
    try {
      if (change.to !== undefined && text !== undefined) await this.#prepare(change, change.to, text)
      await removeDurably(this.#paths.definition(change.name))
    } catch (error) {
      if ((await this.#tryToSettle()) !== 'done') throw error
    }
    // From here on it is done: what of the old cannot be cleared away now is by the next change.
    await this.#tryToSettle()
  }

  async #tryToSettle(): Promise<'done' | 'undone' | undefined> {
    try {
      return await this.settle()
    } catch {
      return undefined
    }
  }

  /** Ends what was cut off, one way or the other. */
  async settle(): Promise<'done' | 'undone' | undefined> {
    const change = this.#journal.read()
    if (!change) return undefined
    const isUndone = this.#defines(change.name, change.uuid)
    if (isUndone) await this.#undo(change)
    else {
      // Its removal may not have been made sure of.
      await syncFolder(this.#paths.definitions)
      await this.#finish(change)
    }
    await this.#journal.end()
    return isUndone ? 'undone' : 'done'
  }

  /** Under both names it is there until it is certain under the new one. */
  async #prepare({ name, files }: Change, to: string, text: string): Promise<void> {
    const path = this.#paths.definition(to)
    for (const file of files) if (file.to !== undefined) await nameDurably(file.from, file.to)
    // What an undefined domain of that name may have left behind is not this one's.
    for (const links of this.#links) await (links.has(name) ? links.set(to, path) : links.clear(to))
    await writeDurably(path, text)
  }

  async #undo({ to, uuid, files }: Change): Promise<void> {
    if (to === undefined) return
    if (this.#defines(to, uuid)) await removeDurably(this.#paths.definition(to))
    for (const links of this.#links) await links.clear(to)
    for (const file of files) if (file.to !== undefined && isSame(file.from, file.to)) await removeDurably(file.to)
  }

  async #finish({ name, files }: Change): Promise<void> {
    for (const links of this.#links) await links.clear(name)
    for (const { from, to } of files) {
      if (to === undefined) await removeDurably(from, { folders: true })
      else if (isSame(from, to)) await removeDurably(from)
    }
  }

  #defines(name: string, uuid: string): boolean {
    const path = this.#paths.definition(name)
    const text = readIfThere(path, largestFile)
    if (text === undefined) return false
    try {
      const found = identifyDefinition(text, path)
      return found.name === name && found.uuid === uuid
    } catch {
      return false
    }
  }
}

/** Whether two names are one file's. */
function isSame(one: string, other: string): boolean {
  const [first, second] = [one, other].map((path) => statSync(path, { bigint: true, throwIfNoEntry: false }))
  return first !== undefined && first.ino === second?.ino && first.dev === second.dev
}
