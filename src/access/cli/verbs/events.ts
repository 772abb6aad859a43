import type { DomainEvent } from '../../../api/index.ts'
import { findDomain } from '../domain-verb.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { seconds, wholeNumber } from '../seconds.ts'
import { untilSignal } from '../signals.ts'
import type { Terminal } from '../terminal.ts'
import { jsonHelp, verb } from '../verb.ts'

interface Options {
  domain?: string
  timeout?: number
  count?: number
  json?: boolean
}

export default verb<Options>({
  summary: 'Show what happens to domains, a line each, until Ctrl-C',
  example: 'lodge events --domain hello --count 1',
  offers: 'nothing',
  declare: (command) =>
    command
      .option('--domain <name>', 'only what happens to this one')
      .option('--count <number>', 'end after so many', (text) => wholeNumber(text, 'events'))
      .option('--timeout <seconds>', 'end after that long', seconds)
      .option('--json', `${jsonHelp}: domain, event, time (milliseconds since 1970), and what the event tells`),
  run: async ({ host: connect, terminal }, _, { domain: name, timeout, count = Infinity, json = false }) => {
    const host = await connect()
    // Before the domain is looked for: what happens meanwhile is not lost.
    const events = host.events()
    using interruption = untilSignal()
    const over = Promise.withResolvers<ExitCode>()
    const timer = timeout === undefined ? undefined : setTimeout(() => over.resolve(exitCodes.done), timeout * 1000)
    try {
      const uuid = name === undefined ? undefined : (await findDomain(host, name)).uuid
      return await Promise.race([
        interruption.signal.then(() => exitCodes.done),
        over.promise,
        show(events, { terminal, uuid, count, json }),
      ])
    } finally {
      clearTimeout(timer)
      await events.return?.()
    }
  },
})

interface Show {
  terminal: Terminal
  uuid: string | undefined
  count: number
  json: boolean
}

async function show(events: AsyncIterable<DomainEvent>, { terminal, uuid, count, json }: Show): Promise<ExitCode> {
  let shown = 0
  for await (const event of events) {
    if (uuid !== undefined && event.domain.uuid !== uuid) continue
    terminal.out(json ? jsonOf(event) : lineOf(event, terminal))
    if (++shown >= count) break
  }
  return exitCodes.done
}

function lineOf({ domain: { name }, time, event, ...rest }: DomainEvent, { style }: Terminal): string {
  const clock = new Date(time).toTimeString().slice(0, 8)
  return `${style('dim', clock)}  ${style('bold', name)}  ${event}${detailsOf(rest)}`
}

/** What an event tells beside its kind: a word alone where that says it, and otherwise all with their names. */
function detailsOf(rest: object): string {
  const all = Object.entries(rest).filter(([, value]) => value !== undefined && value !== '')
  if (all.length === 0) return ''
  const [first] = all
  if (all.length === 1 && typeof first?.[1] === 'string') return ` (${first[1]})`
  return ` (${all.map(([name, value]) => `${name} ${textOf(value)}`).join(', ')})`
}

function textOf(value: unknown): string {
  return typeof value === 'object' ? jsonOf(value) : String(value)
}

/** JSON knows no large whole numbers of their own. */
function jsonOf(value: unknown): string {
  return JSON.stringify(value, (_, it) => (typeof it === 'bigint' ? Number(it) : it))
}
