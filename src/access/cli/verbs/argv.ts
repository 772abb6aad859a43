import { readDefinition } from '../documents.ts'
import { exitCodes } from '../exit-codes.ts'
import { shellQuote } from '../quote.ts'
import { fileHelp, jsonHelp, verb } from '../verb.ts'

export default verb<{ json?: boolean }>({
  summary: 'Show the command line that a guest would be started with',
  example: 'lodge argv examples/hello.xml',
  declare: (command) => command.argument('<file>', fileHelp).option('--json', jsonHelp),
  run: async ({ host, terminal }, [file = ''], { json }) => {
    const { name, text } = await readDefinition(file)
    const line = await (await host()).commandLine(text, { file: name })
    if (json) {
      terminal.out(JSON.stringify(line, undefined, 2))
    } else {
      const options = line.arguments.map(({ option, value }) =>
        value === undefined ? option : `${option} ${shellQuote(value)}`,
      )
      const environment = Object.entries(line.environment).map(([key, value]) => `${key}=${shellQuote(value)}`)
      terminal.out([...environment, shellQuote(line.emulator), ...options].join(' \\\n'))
    }
    return exitCodes.done
  },
})
