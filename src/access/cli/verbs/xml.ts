import { existsSync } from 'node:fs'
import type { XmlOptions } from '../../../api/index.ts'
import { readDefinition } from '../documents.ts'
import { findDomain } from '../domain-verb.ts'
import { exitCodes } from '../exit-codes.ts'
import { type Context, verb } from '../verb.ts'

export default verb<XmlOptions>({
  summary: 'Show a definition with all that Lodge fills in: defaults, controllers, addresses',
  example: 'lodge xml examples/hello.xml',
  declare: (command) =>
    command
      .argument('<file>', "domain XML, - for standard input, or a domain's name")
      .option('--inactive', 'of a domain: as it is started next, not as it runs')
      .option('--secure', 'of a domain: with passwords')
      .option('--migratable', 'of a domain: as any libvirt understands it, with passwords'),
  run: async (context, [file = ''], options) => {
    context.terminal.out((await xmlOf(context, file, options)).trimEnd())
    return exitCodes.done
  },
})

async function xmlOf({ host, machine }: Context, wanted: string, options: XmlOptions): Promise<string> {
  if (!isFile(wanted)) return (await findDomain(await host(), wanted)).xml(options)
  const { name, text } = await readDefinition(wanted)
  return (await machine()).completedXml(text, { file: name })
}

/** What could be a path is one, so that a misspelt path is not looked for among the domains. */
function isFile(word: string): boolean {
  return word === '-' || word.includes('/') || word.endsWith('.xml') || existsSync(word)
}
