import { type Duplex, duplexPair } from 'node:stream'
import { JsonLineSplitter } from '../../formats/json-lines/index.ts'

type Asked = { execute: string; arguments?: Record<string, unknown> }

/** What an agent that isn't there answers to a command; nothing where that is undefined. */
export type FakeAnswers = (asked: Asked, agent: FakeAgent) => object | undefined

/** The guest's end of a channel, for tests: an agent that can be as wrong as it likes. */
export class FakeAgent {
  /** Ours. */
  readonly channel: Duplex
  readonly asked: Asked[] = []
  readonly #end: Duplex

  constructor(answers: FakeAnswers) {
    const [mine, theirs] = duplexPair()
    this.channel = mine
    this.#end = theirs
    const splitter = new JsonLineSplitter()
    theirs.on('error', () => {})
    theirs.on('data', (chunk: Buffer) => {
      const text = chunk.filter((byte) => byte !== 0xff).toString()
      for (const line of splitter.push(text)) {
        if (!('value' in line)) continue
        const asked = line.value as Asked
        this.asked.push(asked)
        const answer = answers(asked, this)
        if (answer) this.say(answer, asked.execute === 'guest-sync-delimited')
      }
    })
  }

  say(value: object, delimited = false): void {
    this.write(`${delimited ? '\xff' : ''}${JSON.stringify(value)}\n`)
  }

  /** Byte for letter. */
  write(text: string): boolean {
    return this.#end.write(Buffer.from(text, 'latin1'))
  }

  hangUp(): void {
    this.#end.destroy()
  }
}

/** As an honest agent does: every sign is given back, and the rest is answered from a table. */
export function honest(table: Record<string, unknown>): FakeAnswers {
  return ({ execute, arguments: args }) => {
    if (execute === 'guest-sync-delimited') return { return: args?.id }
    if (Object.hasOwn(table, execute)) return { return: table[execute] }
    return { error: { class: 'CommandNotFound', desc: `The command ${execute} has not been found` } }
  }
}
