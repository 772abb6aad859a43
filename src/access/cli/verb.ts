import type { Command } from 'commander'
import type { Host, Imported, ImportOptions } from '../../api/index.ts'
import type { ExitCode } from './exit-codes.ts'
import type { Terminal } from './terminal.ts'

export interface Context {
  terminal: Terminal
  /** Opened when first asked for, closed when the verb ends. */
  host(): Promise<Host>
  /** The same for what concerns no domain: without a URI this process answers, and no daemon is looked for. */
  machine(): Promise<Host>
  /** Whether a daemon works on what is asked of the host; otherwise this process does. */
  daemon(): Promise<boolean>
  serve: Serve
  /** Defines on a host of this machine what libvirt has defined here. */
  importLibvirt(host: Host, options: ImportOptions): AsyncIterable<Imported>
}

export interface ServeOptions {
  /** Everything goes beneath this folder. */
  root?: string
  /** From now on clients are answered at these: that of the socket first. */
  listening(uris: readonly string[]): void
  /** The daemon ends when this settles. */
  stop: Promise<unknown>
  /** Seconds without guests and clients after which it ends by itself. */
  timeout?: number
  /** Listens where libvirt's clients look by default, too. */
  libvirtSockets?: boolean
  /** `host:port` for clients with certificates. */
  listenTls?: string
  /** `host:port` for whoever can get there. */
  listenTcp?: string
  /** The folder of the certificates, instead of libvirt's. */
  pki?: string
  /** Is given what reads the configuration again. */
  reload?(again: () => Promise<void>): void
}

export type Serve = (options: ServeOptions) => Promise<void>

/** What a shell offers for a verb's arguments: names of domains, of those that run, of those that don't; or files. */
export type Offer = 'domains' | 'active' | 'inactive' | 'files' | 'nothing' | readonly string[]

/** One word after `lodge`. */
export interface Verb<Options extends object = object> {
  summary: string
  /** A command line that works in a checkout, and what it does where that is not plain. */
  example: string
  /** Files where it is left out. */
  offers?: Offer
  /** Arguments and options, for the parser, `--help` and shell completion alike. */
  declare(command: Command): Command
  run(context: Context, args: string[], options: Options): Promise<ExitCode>
}

export function verb<Options extends object>(declared: Verb<Options>): Verb {
  return declared as Verb
}

export const fileHelp = 'domain XML, or - for standard input'
export const jsonHelp = 'write JSON, for programs'
