import { readDefinition } from '../documents.ts'
import { exitCodes } from '../exit-codes.ts'
import { fileHelp, verb } from '../verb.ts'

export default verb<{ autostart?: boolean }>({
  summary: 'Keep definitions, to be started by their names; a running domain has the new one from its next start on',
  example: 'lodge define examples/hello.xml && lodge start hello',
  declare: (command) =>
    command.argument('<file...>', fileHelp).option('--autostart', 'start it with the host from now on'),
  run: async ({ host, terminal: { out, style } }, files, { autostart }) => {
    for (const file of files) {
      const { name, text } = await readDefinition(file)
      const domain = await (await host()).define(text, { file: name })
      if (autostart) await domain.setAutostart(true)
      out(`${style('bold', domain.name)} is defined`)
    }
    return exitCodes.done
  },
})
