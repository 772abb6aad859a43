import { readDefinition } from '../documents.ts'
import { exitCodes } from '../exit-codes.ts'
import { type Checked, inOrder, showProblems } from '../problems.ts'
import type { Terminal } from '../terminal.ts'
import { jsonHelp, verb } from '../verb.ts'

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

function show(checked: Checked, { out, style }: Terminal): void {
  if (checked.problems.length === 0) out(`${checked.name}: ${style('green', 'no problems')}`)
  showProblems(checked, out, style)
}
