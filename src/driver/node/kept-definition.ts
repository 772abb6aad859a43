import type { Domain as Contract, UndefineOptions, XmlOptions } from '../../api/index.ts'
import { LodgeError } from '../../base/errors.ts'
import { type Domain, formatDomain, parseDomain } from '../../model/domain/index.ts'
import { type EditableDefinition, migratableXml } from '../domain/index.ts'
import type { Definition, StartKind } from '../store/index.ts'
import type { Keeper } from './keeper.ts'

interface Parts extends Pick<Contract, 'name' | 'uuid'> {
  keeper: Keeper
  isActive(): boolean
}

/** What is kept of a domain while it doesn't run, if anything is. */
export class KeptDefinition {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  async find(): Promise<Definition | undefined> {
    const { keeper, name, uuid } = this.#parts
    const definition = await keeper.definitions.withUuid(uuid)
    return definition?.name === name ? definition : undefined
  }

  /** With passwords. */
  textOf(definition: Definition): string {
    return formatDomain(this.#parts.keeper.definitions.domain(definition), { secrets: true })
  }

  async xmlOf(definition: Definition, { secure, updateCpu, migratable }: XmlOptions): Promise<string> {
    const { keeper } = this.#parts
    if (!secure && !updateCpu && !migratable) return keeper.definitions.xml(definition)
    const text = this.textOf(definition)
    const updated = updateCpu ? await keeper.withHostModel(text) : text
    if (migratable) return migratableXml(updated)
    return secure ? updated : formatDomain(parseDomain(updated))
  }

  async require(operation: string): Promise<Definition> {
    const definition = await this.find()
    if (definition) return definition
    if (!this.#parts.isActive()) throw this.gone()
    throw new LodgeError('OPERATION_INVALID', `cannot ${operation} transient domain`, {
      where: this.#parts.name,
      hint: 'define it, and it stays',
    })
  }

  async editable(): Promise<EditableDefinition | undefined> {
    const definition = await this.find()
    if (!definition) return undefined
    const { definitions } = this.#parts.keeper
    return {
      read: () => definitions.domain(definition),
      edit: (edit: (domain: Domain) => void) => definitions.edit(definition, edit),
    }
  }

  async undefine(options: UndefineOptions): Promise<void> {
    await this.#parts.keeper.undefine(await this.require('undefine'), options)
  }

  async rename(name: string): Promise<void> {
    const definition = await this.require('rename')
    if (this.#parts.isActive()) throw new LodgeError('OPERATION_INVALID', 'cannot rename active domain')
    await this.#parts.keeper.rename(definition, name)
  }

  async starts(kind: StartKind): Promise<boolean> {
    const definition = await this.find()
    return definition !== undefined && this.#parts.keeper.definitions.autostarts(definition, kind)
  }

  async setStarts(on: boolean, kind: StartKind): Promise<void> {
    await this.#parts.keeper.definitions.setAutostart(await this.require('set autostart for'), on, kind)
  }

  gone(): LodgeError {
    const text = `Domain not found: '${this.#parts.name}' is neither defined nor running any more`
    return new LodgeError('NO_DOMAIN', text)
  }
}
