import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { exitCodes } from '../src/access/cli/exit-codes.ts'
import { program } from '../src/access/cli/program.ts'
import { verbs } from '../src/access/cli/verbs/index.ts'
import type { Reference } from '../src/formats/xml/declare.ts'
import { domainElement } from '../src/model/domain/xml.ts'

const notice = '<!-- Made from the source by `npm run docs`; changes here are lost. -->\n'

/** The pages of docs/reference by their file names. */
export async function referencePages(): Promise<Record<string, string>> {
  return { 'cli.md': await cliPage(), 'domain-xml.md': domainPage() }
}

async function cliPage(): Promise<string> {
  const sections: string[] = []
  for (const name of Object.keys(verbs)) {
    let help = ''
    const parser = await program({
      version: '',
      out: (text) => {
        help += text
      },
      action: async () => {},
      only: name,
      width: 80,
    })
    await parser.parseAsync([name, '--help'], { from: 'user' }).catch(() => {})
    sections.push(`## lodge ${name}\n\n\`\`\`text\n${help.trim()}\n\`\`\`\n`)
  }
  const codes = Object.entries(exitCodes).map(([name, code]) => `| ${code} | ${name} |`)
  const table = `## Exit codes\n\n| code | meaning |\n|---|---|\n${codes.join('\n')}\n`
  return [notice, '# The command\n', ...sections, table].join('\n')
}

function domainPage(): string {
  const intro = `# Domain XML

Elements and attributes that Lodge knows, with what they may be. \`@\` marks an attribute, \`…\` what may stand several times, \`?\` what may be left out. What
stands in a definition and not here is ignored, and \`lodge check\` names it.
`
  return [notice, intro, tree(domainElement.reference, 0), ''].join('\n')
}

function tree(
  { kind, name, doc, optional, repeated, secret, expects, members = [] }: Reference,
  depth: number,
): string {
  // A group is several members that belong together, such as the alternatives of a union: it has no place in the XML.
  if (kind === 'group') return members.map((member) => tree(member, depth)).join('\n')
  const title = { attribute: `@${name}`, element: `<${name}>`, text: 'text' }[kind]
  const mark = `${repeated ? '…' : ''}${optional ? '?' : ''}`
  const said = [doc, expects, secret && 'shown only where secrets are asked for'].filter(Boolean).join('; ')
  const line = `${'  '.repeat(depth)}- \`${title}\`${mark}${said ? `: ${said.replaceAll('<', '\\<')}` : ''}`
  return [line, ...members.map((member) => tree(member, depth + 1))].join('\n')
}

if (import.meta.main) {
  const folder = fileURLToPath(new URL('../docs/reference/', import.meta.url))
  mkdirSync(folder, { recursive: true })
  for (const [file, text] of Object.entries(await referencePages())) writeFileSync(join(folder, file), text)
}
