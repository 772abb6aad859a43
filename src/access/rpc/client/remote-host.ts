import type { Duplex } from 'node:stream'
import type {
  Capabilities,
  CommandLineOption,
  CreateOptions,
  DefinitionOptions,
  DomainEvent,
  DomainFilter,
  DomainStatus,
  Host,
  MachineList,
  MonitorEvent,
} from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import type { Problem } from '../../../base/problems.ts'
import { parseUuid } from '../../../base/uuid.ts'
import { monitorMessageName } from '../protocol/monitor-events.ts'
import { qemuProcedures } from '../protocol/numbers.ts'
import { programs } from '../protocol/programs.ts'
import type { DomainHandle } from '../protocol/types.ts'
import { CapabilitiesDocument } from './capabilities-document.ts'
import type { Reply, StreamSink } from './channel.ts'
import type { Connection } from './connection.ts'
import { definedIn } from './defined-in.ts'
import { Link, type LinkOptions } from './link.ts'
import { nativeCommandLine } from './native-command-line.ts'
import { type ActiveRemoteDomain, RemoteDomain } from './remote-domain.ts'
import { RemoteEvents } from './remote-events.ts'
import { RemoteMonitorEvents } from './remote-monitor-events.ts'
import { RemoteNode } from './remote-node.ts'
import { RemoteStream } from './remote-stream.ts'
import { Runs } from './runs.ts'

export type RemoteHostOptions = Omit<LinkOptions, 'message' | 'opened'>

const createFlags = { paused: 1, resetNvram: 32 } as const
const nativeFormat = 'qemu-argv'

/** A machine that a daemon works on, ours or libvirt's own. */
export class RemoteHost extends RemoteNode implements Host {
  readonly uri: string
  readonly runs: Runs
  readonly #link: Link
  readonly #events: RemoteEvents
  readonly #said: RemoteMonitorEvents
  /** Told when a connection has been made anew: what has happened meanwhile has to be asked. */
  readonly #reopened = new Set<() => void>()
  readonly #streams = new Set<Duplex>()
  #registering: Promise<unknown> = Promise.resolve()

  private constructor(link: Link, { uri, events, said, reopened, runs }: Beginnings) {
    super()
    this.uri = uri
    this.#link = link
    this.#events = events
    this.#said = said
    this.runs = runs
    reopened.tell = () => this.#reopen()
    void link.closed.then((why) => {
      events.feed.end()
      said.feed.end()
      for (const stream of this.#streams) stream.destroy(why)
    })
  }

  static async open(options: RemoteHostOptions): Promise<RemoteHost> {
    const events = new RemoteEvents()
    const said = new RemoteMonitorEvents()
    const runs = new Runs()
    const reopened: Beginnings['reopened'] = { tell: () => {} }
    events.feed.listen({ event: (event) => runs.tell(event), end: () => {} })
    const link = await Link.open({
      ...options,
      message: ({ program, procedure, payload }) => {
        if (program === programs.remote.number) events.receive(procedure, payload)
        else if (procedure === qemuProcedures[monitorMessageName]) said.receive(payload)
      },
      opened: async (connection) => {
        await Promise.all([events.register(connection), said.register(connection)])
        reopened.tell()
      },
    })
    return new RemoteHost(link, { uri: options.uri, events, said, reopened, runs })
  }

  /** Resolves when there will be no connection any more: with why, or with nothing after the host was disposed of. */
  get closed(): Promise<LodgeError | undefined> {
    return this.#link.closed
  }

  /** What is asked now comes behind what was registered for before. */
  get connection(): Promise<Connection> {
    return this.#registering.then(() => this.#link.connection)
  }

  async create(xml: string, { paused, resetNvram, file }: CreateOptions = {}): Promise<ActiveRemoteDomain> {
    const flags = (paused ? createFlags.paused : 0) | (resetNvram ? createFlags.resetNvram : 0)
    const { dom } = await definedIn(file, this.call('DOMAIN_CREATE_XML', { xml, flags }))
    return this.#domainOf(dom, { owned: true }).active()
  }

  async define(xml: string, { file }: DefinitionOptions = {}): Promise<RemoteDomain> {
    return this.#domainOf((await definedIn(file, this.call('DOMAIN_DEFINE_XML', { xml }))).dom)
  }

  async domains({ active, persistent, autostart }: DomainFilter = {}): Promise<RemoteDomain[]> {
    const flag = (wanted: boolean | undefined, yes: number, no: number): number =>
      wanted === undefined ? 0 : wanted ? yes : no
    const flags = flag(active, 1, 2) | flag(persistent, 4, 8) | flag(autostart, 1024, 2048)
    const { domains } = await this.call('CONNECT_LIST_ALL_DOMAINS', { wanted: 1, flags })
    return domains.map((handle) => this.#domainOf(handle))
  }

  async domain(wanted: string | number): Promise<RemoteDomain> {
    if (typeof wanted === 'number') {
      // Nothing else is a number on the wire.
      const id = Number.isInteger(wanted) && wanted >= 0 && wanted < 2 ** 31 ? wanted : -1
      return this.#domainOf((await this.call('DOMAIN_LOOKUP_BY_ID', { id })).dom)
    }
    const uuid = parseUuid(wanted)
    try {
      if (uuid) return this.#domainOf((await this.call('DOMAIN_LOOKUP_BY_UUID', { uuid })).dom)
    } catch (error) {
      if (!isMissing(error)) throw error
    }
    try {
      return this.#domainOf((await this.call('DOMAIN_LOOKUP_BY_NAME', { name: wanted })).dom)
    } catch (error) {
      throw isMissing(error) && !error.hint ? await this.#withNames(error) : error
    }
  }

  events(): AsyncIterableIterator<DomainEvent> {
    this.#followAll()
    return this.#events.feed.iterate()
  }

  monitorEvents(): AsyncIterableIterator<MonitorEvent> {
    const events = this.#said.follow(this.#link.connection)
    const registering = this.#registering
    this.#registering = Promise.all([registering, this.#said.registered])
    return events
  }

  /** Of one domain's run. */
  eventsOf(uuid: string): AsyncIterableIterator<DomainEvent> {
    return runOf(uuid, this.events())
  }

  /** Settles when a domain that runs has ended; at once where it doesn't run. */
  async endOf(domain: RemoteDomain): Promise<DomainStatus> {
    const { promise, resolve, reject } = Promise.withResolvers<DomainStatus>()
    const look = async (): Promise<void> => {
      try {
        const status = await domain.status()
        if (status.state === 'shutoff' || (status.state === 'crashed' && this.runs.end(domain.uuid))) resolve(status)
      } catch (error) {
        // The next connection is asked again, and that there is none is told below.
        if (this.#events.feed.ended || !(error instanceof LodgeError && error.data?.lost)) reject(error)
      }
    }
    const forget = this.#events.feed.listen({
      event: ({ domain: { uuid }, event }) => {
        const end = this.runs.end(uuid)
        if (uuid === domain.uuid && event === 'stopped' && end) resolve(end)
      },
      end: () => void this.closed.then((why) => reject(why ?? new LodgeError('NO_CONNECT', 'the host was closed'))),
    })
    this.#reopened.add(look)
    void look()
    try {
      return await promise
    } finally {
      forget()
      this.#reopened.delete(look)
    }
  }

  /** Bytes both ways, over a connection of their own. */
  async stream(open: (connection: Connection, sink: StreamSink) => Promise<Reply>): Promise<Duplex> {
    const connection = await this.#link.beside()
    const stream = await RemoteStream.open(connection, (sink) => open(connection, sink))
    this.#streams.add(stream)
    stream.once('close', () => this.#streams.delete(stream))
    return stream
  }

  /** libvirt has no procedure for it: what it says to making a command line is the first thing that is wrong. */
  async check(xml: string, { file }: DefinitionOptions = {}): Promise<Problem[]> {
    const connection = await this.connection
    if (connection.ours) return (await connection.callLodge('HOST_CHECK', { xml })).problems
    try {
      await this.commandLine(xml, { file })
      return []
    } catch (error) {
      if (!(error instanceof LodgeError) || error.data?.lost || error.code === 'NO_SUPPORT') throw error
      const { code, message, position, where: path } = error
      return [{ level: 'error', code, message, position, path }]
    }
  }

  async commandLine(xml: string, { file }: DefinitionOptions = {}): Promise<CommandLineOption[]> {
    const connection = await this.connection
    if (connection.ours) return (await definedIn(file, connection.callLodge('HOST_COMMAND_LINE', { xml }))).options
    const args = { format: nativeFormat, xml, flags: 0 }
    const { text } = await definedIn(file, this.call('CONNECT_DOMAIN_XML_TO_NATIVE', args))
    return nativeCommandLine(text)
  }

  async completedXml(xml: string, { file }: DefinitionOptions = {}): Promise<string> {
    const connection = await this.connection
    if (connection.ours) return (await definedIn(file, connection.callLodge('HOST_COMPLETED_XML', { xml }))).text
    throw new LodgeError('NO_SUPPORT', "libvirt's protocol has no procedure that only fills in a definition", {
      hint: 'define it, and ask for its XML; or let this machine do it: open() instead of connect()',
    })
  }

  async capabilities(): Promise<Capabilities> {
    const connection = await this.connection
    if (connection.ours) return connection.callLodge('HOST_CAPABILITIES')
    return new CapabilitiesDocument(await this.capabilitiesXml()).capabilities
  }

  async machines(arch?: string): Promise<MachineList> {
    const connection = await this.connection
    if (connection.ours) return connection.callLodge('HOST_MACHINES', { arch })
    return new CapabilitiesDocument(await this.capabilitiesXml()).machines(arch)
  }

  /** Guests run on. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#link.close()
  }

  #domainOf(handle: DomainHandle, { owned = false } = {}): RemoteDomain {
    this.runs.learn(handle)
    return new RemoteDomain({ host: this, handle, owned })
  }

  /** What there is instead helps whoever has mistyped. */
  async #withNames({ code, message, data }: LodgeError): Promise<LodgeError> {
    const names = (await this.domains()).slice(0, 10).map(({ name }) => `'${name}'`)
    const hint = names.length > 0 ? `there is ${names.join(', ')}` : 'none is defined, and none is running'
    return new LodgeError(code, message, { hint, data })
  }

  #followAll(): void {
    this.#registering = this.#events.registerAll(this.#link.connection).catch(() => {})
  }

  #reopen(): void {
    this.runs.forget()
    for (const look of this.#reopened) look()
  }
}

function isMissing(error: unknown): error is LodgeError {
  return error instanceof LodgeError && error.code === 'NO_DOMAIN'
}

async function* runOf(uuid: string, events: AsyncIterable<DomainEvent>): AsyncGenerator<DomainEvent> {
  for await (const event of events) {
    if (event.domain.uuid !== uuid || event.event === 'defined' || event.event === 'undefined') continue
    yield event
    if (event.event === 'stopped') return
  }
}

interface Beginnings {
  uri: string
  events: RemoteEvents
  said: RemoteMonitorEvents
  runs: Runs
  reopened: { tell(): void }
}
