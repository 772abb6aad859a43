import type { Definition } from './definition.ts'

/** What is known of definitions, by each of their names. */
export class KnownDefinitions {
  readonly #byFile = new Map<string, { definition: Definition; stamp: string }>()
  readonly #byName = new Map<string, Definition>()
  readonly #byUuid = new Map<string, Definition>()

  list(): Definition[] {
    return [...this.#byName.values()]
  }

  named(name: string): Definition | undefined {
    return this.#byName.get(name)
  }

  withUuid(uuid: string): Definition | undefined {
    return this.#byUuid.get(uuid)
  }

  /** What the file defines, if it still is as it was read. */
  at(path: string, stamp: string): Definition | undefined {
    const known = this.#byFile.get(path)
    return known?.stamp === stamp ? known.definition : undefined
  }

  /** The stamp is that of the file as it was read or written. */
  know(definition: Definition, stamp: string): void {
    this.#byFile.set(definition.path, { definition, stamp })
    this.#byName.set(definition.name, definition)
    this.#byUuid.set(definition.uuid, definition)
  }

  forget({ path, name, uuid }: Definition): void {
    this.#byFile.delete(path)
    this.#byName.delete(name)
    if (this.#byUuid.get(uuid)?.name === name) this.#byUuid.delete(uuid)
  }
}
