import { readDefinition } from '../documents.ts'
import { exitCodes } from '../exit-codes.ts'
import { fileHelp, verb } from '../verb.ts'

export default verb({
  summary: 'Show a definition with all that Lodge fills in: defaults, controllers, addresses',
  example: 'lodge xml examples/hello.xml',
  declare: (command) => command.argument('<file>', fileHelp),
  run: async ({ host, terminal }, [file = '']) => {
    const { name, text } = await readDefinition(file)
    terminal.out((await (await host()).completedXml(text, { file: name })).trimEnd())
    return exitCodes.done
  },
})
