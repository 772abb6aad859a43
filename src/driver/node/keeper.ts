import type { DomainEvent, DomainHappening, DomainStatus, StartOptions, UndefineOptions } from '../../api/index.ts'
import type { Guest } from '../domain/index.ts'
import type { Definition, Definitions } from '../store/index.ts'
import type { Lending } from './associated-descriptors.ts'

/** What a domain needs of the host that it is on. */
export interface Keeper {
  readonly definitions: Definitions
  /** The run of a domain that goes on now. */
  running(name: string, uuid: string): Guest | undefined
  start(definition: Definition, options: StartOptions): Promise<Guest>
  undefine(definition: Definition, options: UndefineOptions): Promise<void>
  rename(definition: Definition, name: string): Promise<void>
  /** A definition in which a CPU like the host's is named as what it is here. */
  withHostModel(xml: string): Promise<string>
  logOf(name: string): string
  /** What the domain's listeners hear. */
  tell(domain: DomainEvent['domain'], event: DomainHappening & { time: number }): void
  associate(uuid: string, name: string, lending: Lending): Disposable
  /** How a persistent domain's last run ended, where this host has seen it. */
  lastEnd(uuid: string): DomainStatus | undefined
}
