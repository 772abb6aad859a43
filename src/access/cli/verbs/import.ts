import type { Imported, ImportOptions, ImportResult } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import { exitCodes } from '../exit-codes.ts'
import { type Terminal, table } from '../terminal.ts'
import { jsonHelp, verb } from '../verb.ts'

interface Options {
  system?: boolean
  session?: boolean
  from?: string
  dryRun?: boolean
  json?: boolean
  connect?: string
}

const said: Record<ImportResult, readonly [text: string, colour: 'green' | 'dim' | 'yellow' | 'red']> = {
  taken: ['taken', 'green'],
  takes: ['would be taken', 'green'],
  there: ['there already', 'dim'],
  clashes: ['clashes', 'yellow'],
  refused: ['cannot run here', 'yellow'],
  broken: ['broken', 'red'],
}

export default verb<Options>({
  summary: "Take over what libvirt has defined on this machine; libvirt's own files stay as they are",
  example: 'lodge import libvirt --dry-run',
  offers: ['libvirt'],
  declare: (command) =>
    command
      .argument('<source>', 'libvirt')
      .argument('[name...]', 'only these domains')
      .option('--system', "root's definitions, in /etc/libvirt/qemu; so for root where nothing is said")
      .option('--session', "the user's own, in ~/.config/libvirt/qemu; so for others")
      .option('--from <folder>', 'those in this folder')
      .option('-n, --dry-run', 'only show what would be done')
      .option('--json', `${jsonHelp}: an array of name, file, result, problems, autostart, runs, notes`),
  run: async ({ host, importLibvirt, terminal }, [source = '', ...names], options) => {
    if (source !== 'libvirt') throw usage(`definitions can be taken from libvirt, not from '${source}'`)
    if (options.connect !== undefined)
      throw usage('it is about this machine: --connect names a daemon that may be elsewhere', 'leave --connect out')
    const { dryRun = false, json = false } = options
    const all: Imported[] = []
    const chosen = { from: fromOf(options), dryRun, ...(names.length > 0 && { names }) }
    for await (const each of importLibvirt(await host(), chosen)) all.push(each)
    if (json) terminal.out(JSON.stringify(all, undefined, 2))
    else if (all.length === 0) terminal.err('libvirt has defined nothing there')
    else show(all, terminal)
    return all.some(({ result }) => said[result][1] === 'yellow' || result === 'broken')
      ? exitCodes.failed
      : exitCodes.done
  },
})

function fromOf({ system, session, from }: Options): ImportOptions['from'] {
  if ([system, session, from].filter((it) => it !== undefined).length > 1)
    throw usage('--system, --session and --from contradict each other')
  if (from !== undefined) return { folder: from }
  return system ? 'system' : session ? 'session' : undefined
}

function show(all: readonly Imported[], terminal: Terminal): void {
  const { style } = terminal
  const rows = all.map(({ name, result, autostart, runs }) => {
    const [text, colour] = said[result]
    const more = [runs && 'runs under libvirtd', autostart && 'autostart'].filter(Boolean)
    return [style('bold', name), style(colour, text), more.join(', ')]
  })
  terminal.out(table([['name', 'result', ''], ...rows]))
  for (const each of all) explain(each, terminal)
}

function explain({ name, file, problems, notes }: Imported, { err, styleErr }: Terminal): void {
  const shown = problems.map(({ level, message, position }) => {
    const place = position ? `${file}:${position.line}:${position.column}: ` : ''
    return `  ${place}${styleErr(level === 'error' ? 'red' : 'yellow', level)}: ${message}`
  })
  const lines = [...shown, ...notes.map((note) => `  ${styleErr('cyan', 'note:')} ${note}`)]
  if (lines.length > 0) err([`${styleErr('bold', name)}`, ...lines].join('\n'))
}

function usage(message: string, hint = 'lodge import --help shows what there is'): LodgeError {
  return new LodgeError('INVALID_ARG', message, { hint, data: { usage: true } })
}
