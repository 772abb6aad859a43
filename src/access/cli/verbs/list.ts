import type { Domain } from '../../../api/index.ts'
import { exitCodes } from '../exit-codes.ts'
import { table } from '../terminal.ts'
import { jsonHelp, verb } from '../verb.ts'

export default verb<{ all?: boolean; json?: boolean }>({
  summary: 'List the domains that run',
  example: 'lodge list --all',
  declare: (command) =>
    command.option('-a, --all', 'those that are defined and do not run, too').option('--json', jsonHelp),
  run: async ({ host, terminal }, _, { all, json }) => {
    const domains = await (await host()).domains(all ? {} : { active: true })
    const rows = await Promise.all(domains.map(describe))
    rows.sort((a, b) => (a.id ?? Infinity) - (b.id ?? Infinity) || a.name.localeCompare(b.name))
    if (json) terminal.out(JSON.stringify(rows, undefined, 2))
    else if (rows.length > 0) {
      const cells = rows.map(({ id, name, state, persistent, autostart }) => [
        `${id ?? '-'}`,
        name,
        state,
        [!persistent && 'transient', autostart && 'autostart'].filter(Boolean).join(', '),
      ])
      terminal.out(table([['id', 'name', 'state', ''], ...cells]).replace(/ +$/gm, ''))
    } else terminal.err(all ? 'none is defined, and none runs' : 'none runs; --all lists those that are defined')
    return exitCodes.done
  },
})

async function describe(domain: Domain) {
  const { id, name, uuid } = domain
  const [{ state, reason }, persistent, autostart] = await Promise.all([
    domain.status(),
    domain.isPersistent(),
    domain.autostart(),
  ])
  return { id, name, uuid, state, reason, persistent, autostart }
}
