import { LodgeError } from '../../base/errors.ts'
import { type Domain, formatDomain, type GuestSizes, sizesOf } from '../../model/domain/index.ts'
import { removeDurably, removeTemporaries, writeDurably } from '../host/durable-files.ts'
import { makeFolder, readIfThere } from '../host/files.ts'
import type { Paths } from '../host/paths.ts'
import { Changes } from './changes.ts'
import { type Definition, largestFile } from './definition.ts'
import { DefinitionFolder, stampOf } from './definition-folder.ts'
import type { Change } from './journal.ts'
import { KnownDefinitions } from './known-definitions.ts'
import { lockDefinitions } from './lock.ts'
import { Readings } from './readings.ts'
import { StartLinks } from './start-links.ts'

/** Each time that the host starts, or at its next start only. */
export type StartKind = 'always' | 'once'

interface NewDefinition {
  name: string
  uuid: string
  /** With passwords. */
  xml: string
  /** Where they are known already. */
  sizes?: GuestSizes
}

interface NewName {
  name: string
  /** What gets another name with it. */
  files?: Change['files']
  /** What else changes in the definition. */
  edit?: (domain: Domain) => void
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
  readonly #changes: Changes
  readonly #folder: DefinitionFolder
  #known = new KnownDefinitions()
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
    this.#changes = new Changes({ paths, links: Object.values(this.#links) })
    this.#folder = new DefinitionFolder({ paths, warn, isOurs, pending: () => this.#changes.pending() })
  }

  /** Nobody else changes anything until `release`: files are read once and then known. */
  async own(): Promise<void> {
    this.#owned ??= await lockDefinitions(this.#paths, { stays: true })
    this.#loaded = false
    for (const folder of [this.#paths.definitions, this.#paths.config]) removeTemporaries(folder, { ours: true })
    try {
      await this.#changes.settle()
      for (const links of Object.values(this.#links)) links.sweep()
    } catch (error) {
      // What is there can be read and run; the next change tries it again.
      if (!(error instanceof LodgeError)) throw error
      this.#warn(error)
    }
  }

  release(): void {
    this.#owned?.[Symbol.dispose]()
    this.#owned = undefined
  }

  async list(): Promise<Definition[]> {
    await this.#load()
    return this.#known.list()
  }

  async named(name: string): Promise<Definition | undefined> {
    await this.#load()
    return this.#known.named(name)
  }

  async withUuid(uuid: string): Promise<Definition | undefined> {
    await this.#load()
    return this.#known.withUuid(uuid)
  }

  /** The definition's text, passwords included. */
  text({ name, path }: Definition): string {
    const text = readIfThere(path, largestFile)
    if (text === undefined) throw isGone(name, path)
    return text
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
  write({ name, uuid, xml, sizes }: NewDefinition, check: () => Promise<void>): Promise<void> {
    return this.#change(async () => {
      await check()
      const path = this.#paths.definition(name)
      makeFolder(this.#paths.definitions)
      // What an undefined domain of that name may have left behind is not this one's.
      if (stampOf(path) === '') for (const links of Object.values(this.#links)) await links.clear(name)
      await writeDurably(path, xml)
      this.#know({ name, uuid, path }, sizes)
    })
  }

  /** Changes what is defined, with nobody else's change in between. */
  edit(definition: Definition, edit: (domain: Domain) => void): Promise<void> {
    return this.#change(async () => {
      const { name, uuid, path } = definition
      const domain = this.domain(definition)
      edit(domain)
      await writeDurably(path, formatDomain(domain, { secrets: true }))
      this.#know({ name, uuid, path }, sizesOf(domain))
    })
  }

  /** These files and folders go with it. */
  remove(definition: Definition, files: readonly string[] = []): Promise<void> {
    return this.#change(async () => {
      const { name, uuid, path } = this.#present(definition)
      if (files.length > 0) await this.#changes.make({ name, uuid, files: files.map((from) => ({ from })) })
      else {
        // In this order: a link without a file means nothing, a file without its link would be a change that nobody asked for.
        await removeDurably(path)
        for (const links of Object.values(this.#links)) await links.clear(name).catch(this.#warn)
      }
      this.#known.forget(definition)
    })
  }

  rename(definition: Definition, { name, files = [], edit = () => {} }: NewName): Promise<void> {
    return this.#change(async () => {
      if (await this.named(name)) throw new LodgeError('OPERATION_INVALID', `domain with name '${name}' already exists`)
      const { uuid } = definition
      const domain = this.domain(definition)
      domain.name = name
      edit(domain)
      const text = formatDomain(domain, { secrets: true })
      await this.#changes.make({ name: definition.name, uuid, to: name, files }, text)
      this.#known.forget(definition)
      this.#know({ name, uuid, path: this.#paths.definition(name) }, sizesOf(domain))
    })
  }

  autostarts({ name }: Pick<Definition, 'name'>, kind: StartKind = 'always'): boolean {
    return this.#links[kind].has(name)
  }

  setAutostart(definition: Definition, on: boolean, kind: StartKind = 'always'): Promise<void> {
    return this.#change(async () => {
      const { name, path } = this.#present(definition)
      await (on ? this.#links[kind].set(name, path) : this.#links[kind].clear(name))
    })
  }

  /** One change at a time, of files that are as they should be. */
  async #change(change: () => Promise<void>): Promise<void> {
    using stack = new DisposableStack()
    const before = this.#turn
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#turn = promise
    stack.defer(resolve)
    await before
    if (!this.#owned) stack.use(await lockDefinitions(this.#paths, { stays: false }))
    try {
      if (await this.#changes.settle()) this.#loaded = false
      // Nothing is read while it changes.
      if (this.#owned) await this.#load()
      await change()
    } catch (error) {
      // It may have been done in part.
      this.#loaded = false
      throw error
    }
  }

  /** Somebody else's change may have come first. */
  #present(definition: Definition): Definition {
    const { name, path } = definition
    if (stampOf(path) === '') throw isGone(name, path)
    return definition
  }

  #know(definition: Definition, sizes: GuestSizes | undefined): void {
    if (sizes) this.#readings.learn(definition, sizes)
    this.#known.know(definition, stampOf(definition.path))
  }

  #load(): Promise<void> {
    if (this.#owned && this.#loaded) return Promise.resolve()
    this.#loading ??= this.#read().finally(() => {
      this.#loading = undefined
    })
    return this.#loading
  }

  async #read(): Promise<void> {
    this.#known = await this.#folder.read(this.#known)
    this.#loaded = true
  }
}

function isGone(name: string, path: string): LodgeError {
  return new LodgeError('NO_DOMAIN', `Domain not found: the definition of '${name}' is gone`, { where: path })
}
