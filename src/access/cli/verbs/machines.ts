import { exitCodes } from '../exit-codes.ts'
import { table } from '../terminal.ts'
import { jsonHelp, verb } from '../verb.ts'

export default verb<{ arch?: string; json?: boolean }>({
  summary: 'List the machine types of an architecture',
  example: 'lodge machines --arch ppc',
  offers: 'nothing',
  declare: (command) =>
    command
      .option('--arch <arch>', "guest architecture; the host's own where none is given")
      .option('--json', jsonHelp),
  run: async ({ machine, terminal }, _, { arch, json }) => {
    const list = await (await machine()).machines(arch)
    if (json) {
      terminal.out(JSON.stringify(list, undefined, 2))
      return exitCodes.done
    }
    const rows = list.machines.map(({ name, alias, default: isDefault, deprecated, maxCpus }) => [
      name,
      alias ?? '',
      `${maxCpus}`,
      [isDefault && 'default', deprecated && 'deprecated'].filter(Boolean).join(', '),
    ])
    terminal.out(`${terminal.style('bold', list.arch)} on ${list.emulator}\n`)
    terminal.out(table([['machine', 'alias', 'CPUs', ''], ...rows]))
    return exitCodes.done
  },
})
