import { readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { LodgeError, messageOf } from '../../base/errors.ts'
import { type Domain, formatDomain, type GuestSizes, sizesOf } from '../../model/domain/index.ts'
import { removeDurably, writeDurably } from '../host/durable-files.ts'
import { errnoOf, makeFolder, readIfThere, systemError } from '../host/files.ts'
import type { Paths } from '../host/paths.ts'
import { type Definition, freeName, identifyDefinition, notItsFile, sameUuid } from './definition.ts'
import { lockDefinitions } from './lock.ts'
import { Readings } from './readings.ts'
import { StartLinks } from './start-links.ts'

/** More than any domain needs. */
const largestFile = 16 << 20

/** Files that are read before others have a turn. */
const atOnce = 32

/** Each time that the host starts, or at its next start only. */
export type StartKind = 'always' | 'once'

interface Known {
  definition: Definition
  /** Of the file as it was read. */
  stamp: string
}

interface NewDefinition {
  name: string
  uuid: string
  /** With passwords. */
  xml: string
  /** Where they are known already. */
  sizes?: GuestSizes
}

interface Options {
  /** Told of files that are no definitions. */
  warn: (warning: LodgeError) => void
}

/** What users have defined: one file a domain, read when something has changed. */
export class Definitions {
  readonly #paths: Paths
  readonly #links: Record<StartKind, StartLinks>
  readonly #readings = new Readings((definition) => this.text(definition))
  readonly #warn: (warning: LodgeError) => void
  #byFile = new Map<string, Known>()
  #byName = new Map<string, Definition>()
  #byUuid = new Map<string, Definition>()
  readonly #broken = new Map<string, string>()
  #loading: Promise<void> | undefined
  #owned: Disposable | undefined
  #loaded = false
  /** When the last change that was begun in this process is done. */
  #turn: Promise<void> = Promise.resolve()

  constructor(paths: Paths, { warn }: Options) {
    this.#paths = paths
    const isOurs = () => this.#owned !== undefined
    this.#links = {
      always: new StartLinks({ folder: paths.autostarts, link: (name) => paths.autostart(name), isOurs }),
      once: new StartLinks({ folder: paths.autostartsOnce, link: (name) => paths.autostartOnce(name), isOurs }),
    }
    this.#warn = warn
  }

  /** Nobody else changes anything until `release`: files are read once and then known. */
  async own(): Promise<void> {
    this.#owned ??= await lockDefinitions(this.#paths, { stays: true })
    this.#removeTemporaries()
  }

  release(): void {
    this.#owned?.[Symbol.dispose]()
    this.#owned = undefined
  }

  async list(): Promise<Definition[]> {
    await this.#load()
    return [...this.#byName.values()]
  }

  async named(name: string): Promise<Definition | undefined> {
    await this.#load()
    return this.#byName.get(name)
  }

  async withUuid(uuid: string): Promise<Definition | undefined> {
    await this.#load()
    return this.#byUuid.get(uuid)
  }

  /** The definition's text, passwords included. */
  text({ name, path }: Definition): string {
    const text = readIfThere(path, largestFile)
    if (text !== undefined) return text
    throw new LodgeError('NO_DOMAIN', `Domain not found: the definition of '${name}' is gone`, { where: path })
  }

  /** The model of the definition, anew each time. */
  domain(definition: Definition): Domain {
    return this.#readings.domain(definition)
  }

  /** How large its guest is; read once. */
  sizes(definition: Definition): GuestSizes {
    return this.#readings.sizes(definition)
  }

  /** As users see it, without passwords; read once. */
  xml(definition: Definition): string {
    return this.#readings.xml(definition)
  }

  /** Runs `check` and then writes, with nobody else's change in between. */
  async write({ name, uuid, xml, sizes }: NewDefinition, check: () => Promise<void>): Promise<void> {
    using _ = await this.#lock()
    await check()
    const path = this.#paths.definition(name)
    makeFolder(this.#paths.definitions)
    // What an undefined domain of that name may have left behind is not this one's.
    if (stampOf(path) === '') await this.#unlink(name)
    await writeDurably(path, xml)
    this.#know({ name, uuid, path }, { stamp: stampOf(path), sizes })
  }

  /** Changes what is defined, with nobody else's change in between. */
  async edit(definition: Definition, edit: (domain: Domain) => void): Promise<void> {
    using _ = await this.#lock()
    const { name, uuid, path } = definition
    const domain = this.domain(definition)
    edit(domain)
    await writeDurably(path, formatDomain(domain, { secrets: true }))
    this.#know({ name, uuid, path }, { stamp: stampOf(path), sizes: sizesOf(domain) })
  }

  async remove({ name, uuid, path }: Definition): Promise<void> {
    using _ = await this.#lock()
    // In this order: a link without a file means nothing, a file without its link would be a change that nobody asked for.
    await removeDurably(path)
    await this.#unlink(name)
    this.#byFile.delete(path)
    this.#byName.delete(name)
    this.#byUuid.delete(uuid)
  }

  /** Under both names it is there until it is certain under the new one. */
  async rename(definition: Definition, name: string, edit: (domain: Domain) => void): Promise<void> {
    using _ = await this.#lock()
    if (await this.named(name)) throw new LodgeError('OPERATION_INVALID', `domain with name '${name}' already exists`)
    const { uuid } = definition
    const path = this.#paths.definition(name)
    const domain = this.domain(definition)
    domain.name = name
    edit(domain)
    await writeDurably(path, formatDomain(domain, { secrets: true }))
    for (const links of Object.values(this.#links)) await links.set({ name, path }, links.has(definition.name))
    await removeDurably(definition.path)
    await this.#unlink(definition.name)
    this.#byFile.delete(definition.path)
    this.#byName.delete(definition.name)
    this.#know({ name, uuid, path }, { stamp: stampOf(path), sizes: sizesOf(domain) })
  }

  autostarts({ name }: Pick<Definition, 'name'>, kind: StartKind = 'always'): boolean {
    return this.#links[kind].has(name)
  }

  async setAutostart(definition: Definition, on: boolean, kind: StartKind = 'always'): Promise<void> {
    using _ = await this.#lock()
    await this.#links[kind].set(definition, on)
  }

  async #unlink(name: string): Promise<void> {
    for (const links of Object.values(this.#links)) if (links.has(name)) await links.set({ name, path: '' }, false)
  }

  /** One change at a time. What was known of links is not known any more when it is let go of. */
  async #lock(): Promise<Disposable> {
    using lock = new DisposableStack()
    const before = this.#turn
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#turn = promise
    lock.defer(resolve)
    await before
    lock.defer(() => Object.values(this.#links).forEach((links) => links.forget()))
    if (!this.#owned) lock.use(await lockDefinitions(this.#paths, { stays: false }))
    return lock.move()
  }

  #know(definition: Definition, { stamp, sizes }: { stamp: string; sizes?: GuestSizes }): void {
    if (sizes) this.#readings.learn(definition, sizes)
    this.#byFile.set(definition.path, { definition, stamp })
    this.#byName.set(definition.name, definition)
    this.#byUuid.set(definition.uuid, definition)
  }

  #load(): Promise<void> {
    if (this.#owned && this.#loaded) return Promise.resolve()
    this.#loading ??= this.#read().finally(() => {
      this.#loading = undefined
    })
    return this.#loading
  }

  async #read(): Promise<void> {
    const before = this.#byFile
    const found = new Map<string, Known>()
    let read = 0
    for (const path of this.#files()) {
      const stamp = stampOf(path)
      const known = before.get(path)
      if (known?.stamp === stamp) found.set(path, known)
      else {
        if (++read % atOnce === 0) await turn()
        const definition = this.#identify(path, stamp)
        if (definition) found.set(path, { definition, stamp })
      }
    }
    this.#byFile = new Map()
    this.#byName = new Map()
    this.#byUuid = new Map()
    for (const { definition, stamp } of found.values()) {
      const same = this.#byUuid.get(definition.uuid)
      if (same) this.#putAside(definition.path, stamp, sameUuid(definition, same))
      else this.#know(definition, { stamp })
    }
    this.#loaded = true
  }

  #files(): string[] {
    const folder = this.#paths.definitions
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
      const expected = this.#paths.definition(definition.name)
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
    if (this.#owned && readable) {
      try {
        kept = freeName(path)
        renameSync(path, kept)
      } catch {
        kept = path
      }
    }
    this.#warn(
      new LodgeError('XML_ERROR', `${path} is left out: ${messageOf(error)}`, {
        where: kept,
        hint: kept === path ? undefined : `it is kept as ${kept}`,
        position: error instanceof LodgeError ? error.position : undefined,
      }),
    )
  }

  /** What an owner that died was writing. */
  #removeTemporaries(): void {
    const folder = this.#paths.definitions
    let names: string[]
    try {
      names = readdirSync(folder)
    } catch {
      return
    }
    for (const name of names) if (/\.xml\.\d+\.\w+\.tmp$/.test(name)) rmSync(join(folder, name), { force: true })
  }
}

function stampOf(path: string): string {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false })
  return stat ? `${stat.ino} ${stat.size} ${stat.mtimeNs}` : ''
}
