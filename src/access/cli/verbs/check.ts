import type { Problem } from '../../../base/problems.ts'
import { type Document, readDefinition } from '../documents.ts'
import { excerpt } from '../excerpt.ts'
import { exitCodes } from '../exit-codes.ts'
import type { Terminal } from '../terminal.ts'
import { jsonHelp, verb } from '../verb.ts'

interface Checked extends Document {
  problems: Problem[]
}

export default verb<{ json?: boolean }>({
  summary: 'Find everything that is wrong with definitions',
  example: 'lodge check examples/*.xml',
  declare: (command) => command.argument('<file...>', 'domain XML, or - for standard input').option('--json', jsonHelp),
  run: async ({ machine, terminal }, files, { json }) => {
    const checked: Checked[] = []
    for (const file of files) {
      const document = await readDefinition(file)
      const problems = await (await machine()).check(document.text, { file: document.name })
      checked.push({ ...document, problems: inOrder(problems) })
    }
    if (json)
      terminal.out(
        JSON.stringify(
          checked.map(({ name, problems }) => ({ file: name, problems })),
          undefined,
          2,
        ),
      )
    else for (const document of checked) show(document, terminal)
    const bad = checked.some(({ problems }) => problems.some(({ level }) => level === 'error'))
    return bad ? exitCodes.refused : exitCodes.done
  },
})

/** As one reads the file: what has no place comes first. */
function inOrder(problems: readonly Problem[]): Problem[] {
  const place = ({ position }: Problem): [number, number] => [position?.line ?? 0, position?.column ?? 0]
  return problems.toSorted((a, b) => place(a)[0] - place(b)[0] || place(a)[1] - place(b)[1])
}

function show({ name, text, problems }: Checked, { out, style }: Terminal): void {
  if (problems.length === 0) out(`${name}: ${style('green', 'no problems')}`)
  for (const { level, message, position, nearest, path } of problems) {
    const place = position ? `${name}:${position.line}:${position.column}` : name
    const title = style(['bold', level === 'error' ? 'red' : 'yellow'], `${level}:`)
    out(`${style('bold', place)}: ${title} ${message}`)
    const source = position && excerpt(text, position)
    if (source) out(source)
    else if (path) out(`   in ${path}`)
    if (nearest) out(`   ${style('cyan', 'hint:')} did you mean '${nearest}'?`)
  }
}
