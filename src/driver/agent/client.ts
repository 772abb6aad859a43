import type { Duplex } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { LodgeError, messageOf } from '../../base/errors.ts'
import { JsonLineSplitter } from '../../formats/json-lines/index.ts'
import { ChangeQueue } from '../domain/change-queue.ts'
import { AgentRefusal } from './refusal.ts'

/** A byte that is in no UTF-8 text: whatever was said before it counts no more (QEMU's docs/interop/qemu-ga-ref). */
const delimiter = 0xff

/** Milliseconds. The agent shows at once that it is there; what it is then asked to do may take its time. */
const defaults = { sync: 5000, command: 300_000 }

/** Milliseconds that the channel is kept after an answer: QEMU gives it to one at a time. */
const defaultIdle = 5000

/** Bytes and depth of an answer; a longer one is an attack. */
const limits = { maxLength: 10 << 20, maxDepth: 32 }

export interface AgentCall {
  /** Milliseconds that the agent has to answer; less than what it has to show that it is there counts for both. */
  timeout?: number
  /** Of commands that have no answer where they succeed: settles when it is seen that they did. */
  done?: Promise<unknown>
}

interface Exchange extends AgentCall {
  late(): LodgeError
  /** What a line answers; undefined where it answers nothing. */
  read(line: Record<string, unknown>): { result: unknown } | undefined
}

interface Expected {
  line(value: Record<string, unknown>): void
  gone(): void
  fail(error: LodgeError): void
}

/**
 * One conversation with the agent in a guest. It has no numbers for its answers, so one command goes out at a time, each
 * behind a sign that the agent gives back: late answers to earlier ones come before it and are dropped.
 */
export class AgentClient {
  readonly #stream: Duplex
  readonly #queue = new ChangeQueue()
  #splitter = new JsonLineSplitter(limits)
  #decoder = new StringDecoder('utf8')
  #expected: Expected | undefined
  #received = 0
  #lastSync = Math.floor(Math.random() * 2 ** 31)
  #over: LodgeError | undefined
  readonly #idle: number
  #leaving: NodeJS.Timeout | undefined

  constructor(stream: Duplex, { idle = defaultIdle }: { idle?: number } = {}) {
    this.#stream = stream
    this.#idle = idle
    stream.on('data', (chunk: Buffer) => this.#receive(chunk))
    stream.on('error', (error) => this.#end(messageOf(error)))
    stream.on('close', () => this.#end('its channel was closed'))
    stream.on('end', () => this.#end('its channel was closed'))
    // Nothing is read while nothing was asked: a guest that talks all the time waits.
    stream.pause()
  }

  get isOver(): boolean {
    return this.#over !== undefined
  }

  /** What the agent returns. */
  execute(command: string, args?: object, call: AgentCall = {}): Promise<unknown> {
    return this.#queue.run(`agent ${command}`, async () => {
      if (this.#over) throw this.#over
      clearTimeout(this.#leaving)
      this.#stream.resume()
      try {
        const { timeout = defaults.command } = call
        await this.#synchronize(Math.min(timeout, defaults.sync))
        return await this.#ask(command, args, { ...call, timeout })
      } finally {
        this.#expected = undefined
        this.#stream.pause()
        if (!this.#over) this.#leaving = setTimeout(() => this.close(), this.#idle)
      }
    })
  }

  close(): void {
    this.#end('its channel was closed')
  }

  /** The guest has closed its end of the channel: nobody is there who would answer. */
  leave(): void {
    this.#expected?.gone()
    this.close()
  }

  /** The agent may complain of half a message that was left in its channel; that comes before the sign and is dropped. */
  async #synchronize(timeout: number): Promise<void> {
    const id = ++this.#lastSync
    const message = { execute: 'guest-sync-delimited', arguments: { id } }
    await this.#exchange([Buffer.of(delimiter), bytesOf(message)], {
      timeout,
      late: () =>
        this.#received > 0
          ? new LodgeError('AGENT_UNSYNCED', 'Guest agent is out of sync: what it says answers nothing that was asked')
          : unresponsive('Guest agent not available for now'),
      read: (value) => (value.return === id ? { result: undefined } : undefined),
    })
  }

  #ask(command: string, args: object | undefined, { timeout, done }: AgentCall): Promise<unknown> {
    return this.#exchange([bytesOf({ execute: command, arguments: args })], {
      ...{ timeout, done, late: () => unresponsive('Guest agent not available for now') },
      read: (value) => {
        if (isRecord(value.error)) throw new AgentRefusal(command, value.error)
        return 'return' in value ? { result: value.return } : undefined
      },
    })
  }

  /** Sends something, and waits for the line that settles it. */
  async #exchange(message: readonly Buffer[], { timeout, done, late, read }: Exchange): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    const timer = setTimeout(() => reject(late()), timeout)
    this.#received = 0
    this.#expected = {
      fail: reject,
      // A guest that ends or restarts ends its agent first.
      gone: () => (done ? resolve(undefined) : reject(unresponsive('Guest agent disappeared while executing command'))),
      line: (value) => {
        try {
          const answer = read(value)
          if (answer) resolve(answer.result)
        } catch (error) {
          reject(error)
        }
      },
    }
    done?.then(resolve, () => {})
    this.#stream.write(Buffer.concat(message))
    try {
      return await promise
    } finally {
      clearTimeout(timer)
    }
  }

  #receive(chunk: Buffer): void {
    this.#received += chunk.length
    if (this.#received > limits.maxLength) {
      this.#end('it says more than any answer has')
      return
    }
    const start = chunk.lastIndexOf(delimiter) + 1
    if (start > 0) {
      this.#splitter = new JsonLineSplitter(limits)
      this.#decoder = new StringDecoder('utf8')
    }
    for (const line of this.#splitter.push(this.#decoder.write(chunk.subarray(start)))) {
      if ('value' in line && isRecord(line.value)) this.#expected?.line(line.value)
    }
  }

  #end(why: string): void {
    if (this.#over) return
    this.#over = unresponsive(why)
    this.#expected?.fail(this.#over)
    clearTimeout(this.#leaving)
    this.#stream.destroy()
  }
}

function bytesOf(message: object): Buffer {
  return Buffer.from(`${JSON.stringify(message)}\n`)
}

export function unresponsive(why: string): LodgeError {
  return new LodgeError('AGENT_UNRESPONSIVE', `Guest agent is not responding: ${why}`, {
    hint: 'is qemu-guest-agent installed in the guest, and running?',
  })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
