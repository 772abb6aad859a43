import type { Domain, EmulatorProcess } from '../../../api/index.ts'
import { duration, kibibytes } from '../amounts.ts'
import { type DevicesShown, devicesOf } from '../devices-of.ts'
import { findDomain, nameHelp } from '../domain-verb.ts'
import { exitCodes } from '../exit-codes.ts'
import { type Terminal, table } from '../terminal.ts'
import { jsonHelp, verb } from '../verb.ts'
import { watch, watchHelp } from '../watch.ts'

const jsonFields = `
With --json each domain is an object of its own: name, uuid, id and started (while it runs), title, state, reason, persistent,
autostart, osType, vcpus, maxVcpus, memory and maxMemory (KiB), cpuTime (nanoseconds), log, messages, and
disks (target, device, type, source, readonly), interfaces (type, source, mac, model, target),
consoles (alias, kind, type, source), graphics (type, address). What there is not is left out.`

export default verb<{ json?: boolean; watch?: boolean }>({
  summary: 'Show the most important of domains: state, CPUs, memory, disks, networks, consoles, screens, log',
  example: 'lodge info hello',
  offers: 'domains',
  declare: (command) =>
    command
      .argument('<name...>', nameHelp)
      .option('-w, --watch', watchHelp)
      .option('--json', `${jsonHelp}, an object a line`)
      .addHelpText('after', jsonFields),
  run: async ({ host: connect, terminal }, names, { json = false, watch: goOn }) => {
    const host = await connect()
    const look = async (): Promise<string> => {
      const found = await Promise.all(names.map(async (name) => describe(await findDomain(host, name))))
      return found.map((each) => (json ? JSON.stringify(each) : show(each, terminal))).join(json ? '\n' : '\n\n')
    }
    if (goOn) return watch({ host, terminal, look, lines: json })
    terminal.out(await look())
    return exitCodes.done
  },
})

async function describe(domain: Domain) {
  const { id, name, uuid } = domain
  const [status, info, persistent, autostart, title, log, xml, messages, emulator] = await Promise.all([
    domain.status(),
    domain.info(),
    domain.isPersistent(),
    domain.autostart(),
    domain.metadata.title(),
    domain.logFile(),
    domain.xml(),
    // Other daemons may be too old to have any.
    domain.messages().catch(() => []),
    // Other daemons than ours don't tell.
    id === undefined ? undefined : emulatorOf(domain),
  ])
  const started = emulator && new Date(emulator.started).toISOString()
  const facts = { id, started, name, uuid, title, ...status, persistent, autostart, ...info, log }
  return { ...facts, messages: messages.length > 0 ? messages : undefined, ...devicesOf(xml) }
}

async function emulatorOf(domain: Domain): Promise<EmulatorProcess | undefined> {
  try {
    return await domain.active().emulator()
  } catch {
    return undefined
  }
}

function show(it: Awaited<ReturnType<typeof describe>>, { style }: Terminal): string {
  const kept = it.persistent
    ? `defined${it.autostart ? ', started with the host' : ''}`
    : 'transient: gone when it ends'
  const colour = it.state === 'running' ? 'green' : 'yellow'
  return table([
    ['name', style('bold', it.name)],
    ...(it.title === undefined ? [] : [['title', it.title]]),
    ['UUID', it.uuid],
    ['id', `${it.id ?? '-'}`],
    ['state', `${style(colour, it.state)} (${it.reason})`],
    ...(it.started === undefined ? [] : [['runs for', duration(Date.now() - Date.parse(it.started))]]),
    ['CPUs', `${it.vcpus === it.maxVcpus ? it.vcpus : `${it.vcpus} of ${it.maxVcpus}`}`],
    ['CPU time', it.cpuTime < 1e10 ? `${(it.cpuTime / 1e9).toFixed(1)} s` : duration(it.cpuTime / 1e6)],
    [
      'memory',
      it.memory === it.maxMemory ? kibibytes(it.memory) : `${kibibytes(it.memory)} of ${kibibytes(it.maxMemory)}`,
    ],
    ['kept', kept],
    ...devicesShown(it),
    ...(it.log === undefined ? [] : [['log', it.log]]),
    ...(it.messages ?? []).map((text, i) => [i === 0 ? 'messages' : '', text]),
  ])
}

function devicesShown({ disks, interfaces, consoles, graphics }: DevicesShown): string[][] {
  const join = (...parts: (string | false | undefined)[]): string => parts.filter(Boolean).join(' ')
  const rows: [string, string[]][] = [
    [
      'disk',
      disks.map((it) =>
        join(it.target, it.device !== 'disk' && it.device, it.source ?? 'empty', it.readonly && '(read-only)'),
      ),
    ],
    ['network', interfaces.map((it) => join(it.type, it.source, it.target, it.mac, it.model && `(${it.model})`))],
    ['console', consoles.map((it) => join(it.alias ?? it.kind, it.type, it.source))],
    ['screen', graphics.map((it) => it.address ?? `${it.type}, its address is chosen at the start`)],
  ]
  return rows.flatMap(([what, all]) => all.map((each, i) => [i === 0 ? what : '', each]))
}
