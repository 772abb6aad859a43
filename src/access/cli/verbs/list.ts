import type { Domain, Host } from '../../../api/index.ts'
import { exitCodes } from '../exit-codes.ts'
import { type Terminal, table } from '../terminal.ts'
import { jsonHelp, verb } from '../verb.ts'
import { watch, watchHelp } from '../watch.ts'

interface Options {
  all?: boolean
  json?: boolean
  watch?: boolean
}

export default verb<Options>({
  summary: 'List the domains that run',
  example: 'lodge list --all',
  offers: 'nothing',
  declare: (command) =>
    command
      .option('-a, --all', 'those that are defined and do not run, too')
      .option('-w, --watch', watchHelp)
      .option('--json', `${jsonHelp}: an array; with --watch one a line`),
  run: async ({ host: connect, terminal }, _, { all = false, json = false, watch: goOn = false }) => {
    const host = await connect()
    if (goOn) {
      const look = async () => {
        const rows = await rowsOf(host, all)
        return json ? JSON.stringify(rows) : tableOf(rows, terminal)
      }
      return watch({ host, terminal, look, lines: json })
    }
    const rows = await rowsOf(host, all)
    if (json) terminal.out(JSON.stringify(rows, undefined, 2))
    else if (rows.length > 0) terminal.out(tableOf(rows, terminal))
    else terminal.err(all ? 'none is defined, and none runs' : 'none runs; --all lists those that are defined')
    return exitCodes.done
  },
})

type Row = Awaited<ReturnType<typeof describe>>

async function rowsOf(host: Host, all: boolean): Promise<Row[]> {
  const uuids = async (filter: object) => new Set((await host.domains(filter)).map(({ uuid }) => uuid))
  const [domains, persistent, autostart] = await Promise.all([
    host.domains(all ? {} : { active: true }),
    uuids({ persistent: true }),
    uuids({ autostart: true }),
  ])
  const found = await Promise.all(
    domains.map((domain) =>
      describe(domain, { persistent: persistent.has(domain.uuid), autostart: autostart.has(domain.uuid) }),
    ),
  )
  return found.sort((a, b) => (a.id ?? Infinity) - (b.id ?? Infinity) || a.name.localeCompare(b.name))
}

async function describe(domain: Domain, kept: { persistent: boolean; autostart: boolean }) {
  const { id, name, uuid } = domain
  const { state, reason } = await domain.status()
  return { id, name, uuid, state, reason, ...kept }
}

function tableOf(rows: readonly Row[], { style }: Terminal): string {
  const cells = rows.map(({ id, name, state, persistent, autostart }) => [
    `${id ?? '-'}`,
    style('bold', name),
    style(state === 'running' ? 'green' : state === 'shutoff' ? 'dim' : 'yellow', state),
    [!persistent && 'transient', autostart && 'autostart'].filter(Boolean).join(', '),
  ])
  return table([['id', 'name', 'state', ''], ...cells])
}
