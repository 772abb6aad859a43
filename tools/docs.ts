import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { exitCodes } from '../src/access/cli/exit-codes.ts'
import { program } from '../src/access/cli/program.ts'
import { verbs } from '../src/access/cli/verbs/index.ts'
import { events, procedures, qemuProgramProcedures } from '../src/access/rpc/protocol/index.ts'
import { qemuProcedures, remoteProcedures } from '../src/access/rpc/protocol/numbers.ts'
import type { Reference } from '../src/formats/xml/declare.ts'
import { domainElement } from '../src/model/domain/xml.ts'

const notice = '<!-- Made from the source by `npm run docs`; changes here are lost. -->\n'

/** The pages of docs/reference by their file names. */
export async function referencePages(): Promise<Record<string, string>> {
  return { 'cli.md': await cliPage(), 'domain-xml.md': domainPage(), 'rpc.md': rpcPage() }
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
  const indent = '  '.repeat(depth)
  // A group is several members that belong together and have no place in the XML: the alternatives of a union have a name.
  if (kind === 'group') {
    const alternative = name.includes('=')
    const lines = together(members).map((member) => tree(member, alternative ? depth + 1 : depth))
    return [...(alternative ? [`${indent}- where \`@${name}\``] : []), ...lines].filter(Boolean).join('\n')
  }
  const title = { attribute: `@${name}`, element: `<${name}>`, text: 'text' }[kind]
  const mark = `${repeated ? '…' : ''}${optional ? '?' : ''}`
  const said = [doc, expects, secret && 'shown only where secrets are asked for'].filter(Boolean).join('; ')
  const line = `${indent}- \`${title}\`${mark}${said ? `: ${said.replaceAll('<', '\\<')}` : ''}`
  return [line, ...together(members).map((member) => tree(member, depth + 1))].filter(Boolean).join('\n')
}

/** Fields that share an element are told each with it; on the page it stands once. */
function together(members: readonly Reference[]): Reference[] {
  const merged: Reference[] = []
  for (const member of members) {
    const last = merged.at(-1)
    const same = last?.kind === 'element' && member.kind === 'element' && last.name === member.name
    if (last?.members && member.members && same) {
      merged[merged.length - 1] = { ...last, members: [...last.members, ...member.members] }
    } else merged.push(member)
  }
  return merged
}

function rpcPage(): string {
  const remote = Object.entries<Record<string, number>>(remoteProcedures)
  const own = [...Object.keys(procedures), ...events]
  const areas = [
    ...remote.map(([name, numbers]) => areaOf(name, numbers, own)),
    areaOf("QEMU's own program", qemuProcedures, Object.keys(qemuProgramProcedures)),
  ]
  const count = (of: 'here' | 'missing'): number => areas.reduce((sum, area) => sum + area[of].length, 0)
  const intro = `# libvirt's protocol

What \`lodge serve\` answers of the procedures, and sends of the messages, that libvirt 11.3 has: ${count('here')} of ${count('here') + count('missing')}. What is not there is
answered as any libvirt answers what it does not know, and clients say that it is not supported.
`
  const section = ({ name, here, missing }: (typeof areas)[number]): string =>
    `## ${name}\n\n${[...here.map((line) => `| ${line} | yes |`), ...missing.map((line) => `| ${line} | |`)].join('\n')}\n`
  return [notice, intro, ...areas.map(section)]
    .join('\n')
    .replaceAll(/(## .*\n\n)/g, '$1| number | name | there |\n|---|---|---|\n')
}

function areaOf(name: string, numbers: Record<string, number>, known: readonly string[]) {
  const lines = (names: string[]): string[] => names.map((each) => `${numbers[each]} | ${each}`)
  const names = Object.keys(numbers)
  return {
    name,
    here: lines(names.filter((each) => known.includes(each))),
    missing: lines(names.filter((each) => !known.includes(each))),
  }
}

if (import.meta.main) {
  const folder = fileURLToPath(new URL('../docs/reference/', import.meta.url))
  mkdirSync(folder, { recursive: true })
  for (const [file, text] of Object.entries(await referencePages())) writeFileSync(join(folder, file), text)
}
