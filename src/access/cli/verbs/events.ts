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
      .option('--json', `${jsonHelp}: domain, event, detail, time (milliseconds since 1970), data`),
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
    terminal.out(json ? JSON.stringify(event) : lineOf(event, terminal))
    if (++shown >= count) break
  }
  return exitCodes.done
}

function lineOf({ domain: { name }, event, detail, time, data }: DomainEvent, { style }: Terminal): string {
  const clock = new Date(time).toTimeString().slice(0, 8)
  const more = data && Object.keys(data).length > 0 ? ` ${style('dim', JSON.stringify(data))}` : ''
  return `${style('dim', clock)}  ${style('bold', name)}  ${event}${detail ? ` (${detail})` : ''}${more}`
}
