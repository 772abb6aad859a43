import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { exitCodes } from '../src/access/cli/exit-codes.ts'
import { program } from '../src/access/cli/program.ts'
import { verbs } from '../src/access/cli/verbs/index.ts'
import { events, procedures, qemuProgramProcedures } from '../src/access/rpc/protocol/index.ts'
import { monitorMessageName } from '../src/access/rpc/protocol/monitor-events.ts'
import { qemuProcedures, remoteProcedures } from '../src/access/rpc/protocol/numbers.ts'
import { differences } from '../test/clients/side-by-side/differences.ts'
import { phaseTitles } from '../test/clients/side-by-side/scenario.ts'
import { xmlPages } from './docs-xml.ts'

const notice = '<!-- Made from the source by `npm run docs`; changes here are lost. -->\n'

/** The pages of docs/reference by their file names. */
export async function referencePages(): Promise<Record<string, string>> {
  const xml = Object.entries(xmlPages()).map(([file, text]) => [file, `${notice}\n${text}`])
  const plain = { 'cli.md': await cliPage(), 'differences-from-libvirt.md': differencesPage() }
  return { ...plain, ...Object.fromEntries(xml), 'rpc.md': rpcPage() }
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

function rpcPage(): string {
  const remote = Object.entries<Record<string, number>>(remoteProcedures)
  const own = [...Object.keys(procedures), ...events]
  const areas = [
    ...remote.map(([name, numbers]) => areaOf(name, numbers, own)),
    areaOf("QEMU's own program", qemuProcedures, [...Object.keys(qemuProgramProcedures), monitorMessageName]),
  ]
  const count = (of: 'here' | 'missing'): number => areas.reduce((sum, area) => sum + area[of].length, 0)
  const intro = `# libvirt's protocol

What \`lodge serve\` answers of the procedures, and sends of the messages, that libvirt 11.3 has: ${count('here')} of ${count('here') + count('missing')}. What is not there is
answered as any libvirt answers what it does not know, and clients say that it is not supported. Of what stands here as *none*
there is nothing yet: lists are empty, nothing is found, and events can be registered for that do not come.
What stands as *no* libvirt's driver for QEMU does not have either, and both say so.
`
  const section = ({ name, here, missing }: (typeof areas)[number]): string =>
    `## ${name}\n\n${[...here, ...missing].join('\n')}\n`
  return [notice, intro, ...areas.map(section)]
    .join('\n')
    .replaceAll(/(## .*\n\n)/g, '$1| number | name | there |\n|---|---|---|\n')
}

function differencesPage(): string {
  const intro = `# Where Lodge is not as libvirt is

The same questions are put to \`lodge serve\` and to libvirt 9.0, both in a session, by virsh and by libvirt's Python binding, about a host and a guest from its definition to its end. A test
compares what they print, up to folders, times and counters, and the hints that Lodge puts behind an error. These are all the answers that differ; where libvirt's statistics
do too, [a decision](../decisions/0016-statistics-do-not-wait.md) says why.
`
  const phases = Object.entries(phaseTitles)
    .map(([name, title]) => `- *${name}*: ${title}`)
    .join('\n')
  const rows = differences.map(({ questions, reason, sometimes }) => {
    const asked = questions.map((question) => question.replace(/^(\w+): (.*)$/, '*$1*: `$2`')).join('<br>')
    return `| ${asked} | ${reason.replaceAll('<', '&lt;')}${sometimes ? ' (not on every host)' : ''} |`
  })
  return [notice, intro, `${phases}\n`, `| asked | why it differs |\n|---|---|\n${rows.join('\n')}\n`].join('\n')
}

function areaOf(name: string, numbers: Record<string, number>, known: readonly string[]) {
  const lines = (names: string[]): string[] => names.map((each) => `| ${numbers[each]} | ${each} | ${there(each)}|`)
  const names = Object.keys(numbers)
  const there = (each: string): string => {
    if (!known.includes(each)) return ''
    const { absent, refused } = procedures[each as keyof typeof procedures] ?? {}
    return refused ? 'no ' : absent ? 'none ' : 'yes '
  }
  return {
    name,
    here: lines(names.filter((each) => known.includes(each))),
    missing: lines(names.filter((each) => !known.includes(each))),
  }
}

if (import.meta.main) {
  const folder = fileURLToPath(new URL('../docs/reference/', import.meta.url))
  const pages = await referencePages()
  rmSync(folder, { recursive: true, force: true })
  for (const [file, text] of Object.entries(pages)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
}
