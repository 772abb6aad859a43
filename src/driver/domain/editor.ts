import type { Impact } from '../../api/settings.ts'
import { LodgeError } from '../../base/errors.ts'
import { type Domain, parseDomain } from '../../model/domain/index.ts'
import type { Guest } from './guest.ts'

/** What is defined of a domain. */
export interface EditableDefinition {
  read(): Domain
  /** Nothing has changed where `edit` throws. */
  edit(edit: (domain: Domain) => void): Promise<void>
}

export interface EditorParts {
  name: string
  running(): Guest | undefined
  /** Undefined for a transient domain. */
  definition(): Promise<EditableDefinition | undefined>
}

export interface Change {
  /** Throws what speaks against it; asked for each of the definitions before anything is changed. */
  check?(domain: Domain, where: 'live' | 'config'): void
  /** What has to be done with the guest itself; without it nothing but its definition changes. */
  live?(guest: Guest, domain: Domain): Promise<void> | void
  edit(domain: Domain, where: 'live' | 'config'): void
}

interface Targets {
  guest?: Guest
  definition?: EditableDefinition
}

/** The one way in which a domain's definitions change: that of what runs, that of what is kept, or both. */
export class DomainEditor {
  readonly #parts: EditorParts

  constructor(parts: EditorParts) {
    this.#parts = parts
  }

  get name(): string {
    return this.#parts.name
  }

  /** Whether there is something that runs. */
  get active(): boolean {
    return this.#parts.running() !== undefined
  }

  /** The definition that is asked for; without a word that of what runs, where it runs. */
  async read(where: Impact = {}): Promise<Domain> {
    const { guest, definition } = await this.#targets(where)
    if (guest) return liveDefinition(guest)
    if (definition) return definition.read()
    throw this.#gone()
  }

  async change(where: Impact, { check, live, edit }: Change): Promise<void> {
    const targets = await this.#targets(where)
    const work = () => apply(targets, { check, live, edit })
    await (targets.guest ? targets.guest.change('modify', work) : work())
  }

  /** The guest, for what can be done with one that runs. */
  requireGuest(): Guest {
    const guest = this.#parts.running()
    if (guest) return guest
    throw new LodgeError('OPERATION_INVALID', 'domain is not running', {
      hint: `start it first: lodge start ${this.name}`,
    })
  }

  async #targets({ live = false, config = false }: Impact): Promise<Targets> {
    const running = this.#parts.running()
    const guest = live ? this.requireGuest() : config ? undefined : running
    if (!config && guest) return { guest }
    const definition = await this.#parts.definition()
    if (definition) return { guest, definition }
    if (!running) throw this.#gone()
    throw new LodgeError('OPERATION_INVALID', 'transient domains do not have any persistent config', {
      where: this.name,
      hint: 'define it, and it stays',
    })
  }

  #gone(): LodgeError {
    return new LodgeError('NO_DOMAIN', `Domain not found: '${this.name}' is neither defined nor running any more`)
  }
}

export function liveDefinition({ status: { xml, secureXml } }: Pick<Guest, 'status'>): Domain {
  return parseDomain(secureXml ?? xml)
}

/** Everything is asked before anything is done: a change of both is none where one of them refuses. */
async function apply({ guest, definition }: Targets, { check, live, edit }: Change): Promise<void> {
  if (guest) check?.(liveDefinition(guest), 'live')
  if (definition) check?.(definition.read(), 'config')
  if (guest) {
    await live?.(guest, liveDefinition(guest))
    guest.rewrite((domain) => edit(domain, 'live'))
  }
  await definition?.edit((domain) => edit(domain, 'config'))
}
