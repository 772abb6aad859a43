import { domainVerb } from '../domain-verb.ts'
import { table } from '../terminal.ts'
import { jsonHelp } from '../verb.ts'

export default domainVerb<{ json?: boolean }>({
  summary: 'Show the most important of domains: state, CPUs, memory',
  example: 'lodge info hello',
  options: (command) => command.option('--json', `${jsonHelp}, an object a line`),
  act: async (domain, { json }) => {
    const { id, name, uuid } = domain
    const [status, info, persistent, autostart, log] = await Promise.all([
      domain.status(),
      domain.info(),
      domain.isPersistent(),
      domain.autostart(),
      domain.logFile(),
    ])
    if (json) return JSON.stringify({ id, name, uuid, ...status, persistent, autostart, ...info, log })
    const yes = (it: boolean): string => (it ? 'yes' : 'no')
    return table([
      ['name', name],
      ['UUID', uuid],
      ['id', `${id ?? '-'}`],
      ['state', `${status.state} (${status.reason})`],
      ['CPUs', `${info.vcpus} of ${info.maxVcpus}`],
      ['CPU time', `${(info.cpuTime / 1e9).toFixed(1)} s`],
      ['memory', `${mib(info.memory)} of ${mib(info.maxMemory)} MiB`],
      ['persistent', yes(persistent)],
      ['autostart', yes(autostart)],
      ['log', log ?? '-'],
    ])
  },
})

function mib(kib: number): string {
  return `${Math.round(kib / 1024)}`
}
