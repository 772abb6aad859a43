import { existsSync } from 'node:fs'
import type { Host, XmlOptions } from '../../../api/index.ts'
import { readDefinition } from '../documents.ts'
import { findDomain } from '../domain-verb.ts'
import { exitCodes } from '../exit-codes.ts'
import { verb } from '../verb.ts'

export default verb<XmlOptions>({
  summary: 'Show a definition with all that Lodge fills in: defaults, controllers, addresses',
  example: 'lodge xml examples/hello.xml',
  declare: (command) =>
    command
      .argument('<file>', "domain XML, - for standard input, or a domain's name")
      .option('--inactive', 'of a domain: as it is started next, not as it runs')
      .option('--secure', 'of a domain: with passwords'),
  run: async ({ host, terminal }, [file = ''], options) => {
    terminal.out((await xmlOf(await host(), file, options)).trimEnd())
    return exitCodes.done
  },
})

async function xmlOf(host: Host, wanted: string, options: XmlOptions): Promise<string> {
  if (!isFile(wanted)) return (await findDomain(host, wanted)).xml(options)
  const { name, text } = await readDefinition(wanted)
  return host.completedXml(text, { file: name })
}

/** What could be a path is one, so that a misspelt path is not looked for among the domains. */
function isFile(word: string): boolean {
  return word === '-' || word.includes('/') || word.endsWith('.xml') || existsSync(word)
}
