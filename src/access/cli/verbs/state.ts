import { findDomain, nameHelp } from '../domain-verb.ts'
import { exitCodes } from '../exit-codes.ts'
import { jsonHelp, verb } from '../verb.ts'
import { watch, watchHelp } from '../watch.ts'

export default verb<{ json?: boolean; watch?: boolean }>({
  summary: 'Show what domains are doing, and why',
  example: 'lodge state hello',
  offers: 'domains',
  declare: (command) =>
    command
      .argument('<name...>', nameHelp)
      .option('-w, --watch', watchHelp)
      .option('--json', `${jsonHelp}, an object a line: name, state, reason`),
  run: async ({ host: connect, terminal }, names, { json, watch: goOn }) => {
    const host = await connect()
    const look = async (): Promise<string> => {
      const domains = await Promise.all(names.map((name) => findDomain(host, name)))
      const lines = domains.map(async (domain) => {
        const { state, reason } = await domain.status()
        if (json) return JSON.stringify({ name: domain.name, state, reason })
        return `${names.length > 1 ? `${domain.name}: ` : ''}${state} (${reason})`
      })
      return (await Promise.all(lines)).join('\n')
    }
    if (goOn) return watch({ host, terminal, look, lines: true })
    terminal.out(await look())
    return exitCodes.done
  },
})
