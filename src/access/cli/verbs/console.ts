import { attachConsole } from '../console.ts'
import { findDomain, nameHelp } from '../domain-verb.ts'
import { exitCodes } from '../exit-codes.ts'
import { verb } from '../verb.ts'

export default verb<{ device?: string }>({
  summary: 'Attach to the serial console of a domain that runs; Ctrl-] leaves',
  example: 'lodge console hello',
  offers: 'active',
  declare: (command) =>
    command.argument('<name>', nameHelp).option('--device <alias>', 'another than the first: serial1, console1, …'),
  run: async ({ host, terminal }, [name = ''], { device }) => {
    const domain = (await findDomain(await host(), name)).active()
    const stream = await domain.console(device)
    if (terminal.output.isTTY) terminal.err(terminal.styleErr('dim', `connected to ${domain.name}; Ctrl-] leaves`))
    const how = await attachConsole(stream, terminal)
    stream.destroy()
    if (how === 'left') terminal.err('')
    return exitCodes.done
  },
})
