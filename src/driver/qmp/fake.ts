import { LodgeError } from '../../base/errors.ts'
import { jsonValues } from '../../formats/json-lines/index.ts'
import type { CommandName, ParametersOf, ReturnsOf } from './commands.ts'
import { QmpError } from './error.ts'
import { EventFeed } from './event-feed.ts'
import type { Monitor, QmpEvent, WaitOptions } from './monitor.ts'

type Reply = { return: unknown } | { error: { class: string; desc: string } }

/** What one QEMU process answered: replies by question, in the order in which they came. */
export type RecordedSession = ReadonlyMap<string, readonly Reply[]>

interface Recorded {
  execute?: string
  arguments?: object
  return?: unknown
  error?: { class: string; desc: string }
}

/**
 * Reads a recorded conversation: JSON objects one after another, request and reply by turns. Each `qmp_capabilities`
 * begins another session, such as one under KVM and one under TCG.
 */
export function recordedSessions(text: string): RecordedSession[] {
  const sessions: Map<string, Reply[]>[] = []
  let asked: string | undefined
  for (const value of jsonValues(text)) {
    const { execute, arguments: args, ...reply } = value as Recorded
    if (execute !== undefined) {
      if (execute === 'qmp_capabilities' || sessions.length === 0) sessions.push(new Map())
      asked = questionKey(execute, args)
      continue
    }
    const session = sessions.at(-1)
    if (!session || asked === undefined) continue
    const replies = session.get(asked) ?? []
    replies.push(reply.error ? { error: reply.error } : { return: reply.return })
    session.set(asked, replies)
    asked = undefined
  }
  return sessions
}

/**
 * A monitor without a QEMU behind it: answers from a recording, whatever the order of the questions; the last answer to
 * a question is repeated, and a question that was never asked fails as an unknown command does.
 */
export class FakeMonitor implements Monitor {
  readonly closed: Promise<LodgeError | undefined>
  readonly #session: RecordedSession
  readonly #asked = new Map<string, number>()
  readonly #feed = new EventFeed()
  #open = true
  #close: (reason: undefined) => void = () => {}

  readonly busySince = undefined

  constructor(session: RecordedSession) {
    this.#session = session
    this.closed = new Promise((resolve) => {
      this.#close = resolve
    })
  }

  get isConnected(): boolean {
    return this.#open
  }

  execute<C extends CommandName>(command: C, ...[args]: ParametersOf<C>): Promise<ReturnsOf<C>> {
    return this.executeAny(command, args as object | undefined) as Promise<ReturnsOf<C>>
  }

  async executeAny(command: string, args?: object): Promise<unknown> {
    if (!this.#open) throw new LodgeError('OPERATION_INVALID', `${command}: the recorded conversation was closed`)
    const key = questionKey(command, args)
    const replies = this.#session.get(key) ?? []
    const turn = this.#asked.get(key) ?? 0
    this.#asked.set(key, turn + 1)
    const reply = replies[Math.min(turn, replies.length - 1)]
    if (!reply) throw new QmpError(command, 'CommandNotFound', 'the recording holds no answer to this')
    if ('error' in reply) throw new QmpError(command, reply.error.class, reply.error.desc)
    return reply.return
  }

  /** Makes the pretended QEMU say that something happened. */
  emit(event: string, data: Record<string, unknown> = {}, time = 0): void {
    this.#feed.push({ event, data, time })
  }

  events(): AsyncIterableIterator<QmpEvent> {
    return this.#feed.iterate()
  }

  listen(listener: (event: QmpEvent) => void): () => void {
    return this.#feed.listen({ event: listener, end: () => {} })
  }

  waitFor(event: string, options?: WaitOptions): Promise<QmpEvent> {
    return this.#feed.waitFor(event, options)
  }

  async close(): Promise<void> {
    this.#open = false
    this.#feed.end()
    this.#close(undefined)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

function questionKey(command: string, args: object | undefined): string {
  return args && Object.keys(args).length > 0 ? `${command} ${JSON.stringify(args, sortedKeys)}` : command
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}
