import { readdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { LodgeError, messageOf } from '../../base/errors.ts'
import { errnoOf, readIfThere, systemError } from '../host/files.ts'
import type { Paths } from '../host/paths.ts'
import { type Definition, freeName, identifyDefinition, largestFile, notItsFile, sameUuid } from './definition.ts'
import type { Change } from './journal.ts'
import { KnownDefinitions } from './known-definitions.ts'

interface Options {
  paths: Paths
  /** Told of files that are no definitions. */
  warn: (warning: LodgeError) => void
  /** Whether nobody else changes the folder. */
  isOurs(): boolean
  /** A change of several files that is half done. */
  pending(): Change | undefined
}

/** Files that are read before others have a turn. */
const atOnce = 32

/** The folder of definitions: one file a domain. */
export class DefinitionFolder {
  readonly #options: Options
  readonly #broken = new Map<string, string>()

  constructor(options: Options) {
    this.#options = options
  }

  /** Reads what has changed since `before` was known. */
  async read(before: KnownDefinitions): Promise<KnownDefinitions> {
    const found: [Definition, stamp: string][] = []
    let read = 0
    for (const path of this.#files()) {
      const stamp = stampOf(path)
      const known = before.at(path, stamp)
      if (!known && ++read % atOnce === 0) await turn()
      const definition = known ?? this.#identify(path, stamp)
      if (definition) found.push([definition, stamp])
    }
    const all = new KnownDefinitions()
    for (const [definition, stamp] of found) this.#add(all, definition, stamp)
    return all
  }

  #add(all: KnownDefinitions, definition: Definition, stamp: string): void {
    const same = all.withUuid(definition.uuid)
    const change = same && this.#options.pending()
    // A domain that is being renamed is there under both names, and has its old one until that is gone.
    const to = change?.uuid === definition.uuid ? change.to : undefined
    if (definition.name === to) return
    if (same && same.name !== to) this.#putAside(definition.path, stamp, sameUuid(definition, same))
    else {
      if (same) all.forget(same)
      all.know(definition, stamp)
    }
  }

  #files(): string[] {
    const folder = this.#options.paths.definitions
    try {
      return readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.name.endsWith('.xml') && !entry.isDirectory())
        .map(({ name }) => join(folder, name))
        .sort()
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return []
      throw systemError(error, `cannot read ${folder}`, folder)
    }
  }

  #identify(path: string, stamp: string): Definition | undefined {
    try {
      const text = readIfThere(path, largestFile)
      if (text === undefined) return undefined
      const definition = identifyDefinition(text, path)
      const expected = this.#options.paths.definition(definition.name)
      if (path !== expected) throw notItsFile(definition, expected)
      return definition
    } catch (error) {
      this.#putAside(path, stamp, error)
      return undefined
    }
  }

  /** Only the owner renames: what a reader finds half written may be in an editor just now. */
  #putAside(path: string, stamp: string, error: unknown): void {
    if (this.#broken.get(path) === stamp) return
    this.#broken.set(path, stamp)
    let kept = path
    // A file that could not be opened is none that could be judged.
    const readable = !(error instanceof LodgeError && error.code === 'SYSTEM_ERROR')
    if (this.#options.isOurs() && readable) {
      try {
        kept = freeName(path)
        renameSync(path, kept)
      } catch {
        kept = path
      }
    }
    this.#options.warn(
      new LodgeError('XML_ERROR', `${path} is left out: ${messageOf(error)}`, {
        where: kept,
        hint: kept === path ? undefined : `it is kept as ${kept}`,
        position: error instanceof LodgeError ? error.position : undefined,
      }),
    )
  }
}

/** Differs after each change of a file; empty where there is none. */
export function stampOf(path: string): string {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false })
  return stat ? `${stat.ino} ${stat.size} ${stat.mtimeNs}` : ''
}
