import { shellQuote } from '../../../base/shell-quote.ts'
import { readDefinition } from '../documents.ts'
import { exitCodes } from '../exit-codes.ts'
import { fileHelp, jsonHelp, verb } from '../verb.ts'

export default verb<{ json?: boolean }>({
  summary: 'Show the command line that a guest would be started with',
  example: 'lodge argv examples/hello.xml',
  declare: (command) => command.argument('<file>', fileHelp).option('--json', jsonHelp),
  run: async ({ machine, terminal }, [file = ''], { json }) => {
    const { name, text } = await readDefinition(file)
    const options = await (await machine()).commandLine(text, { file: name })
    if (json)
      terminal.out(
        JSON.stringify(
          options.flatMap(({ option, value }) => [option, value ?? []].flat()),
          undefined,
          2,
        ),
      )
    else
      terminal.out(
        options.map(({ option, value }) => [option, value ?? []].flat().map(shellQuote).join(' ')).join(' \\\n  '),
      )
    return exitCodes.done
  },
})
