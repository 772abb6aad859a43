import { expect, test } from 'vitest'
import { complaints, type Heard } from './side-by-side/compare.ts'
import { type Difference, differences } from './side-by-side/differences.ts'
import { scenario } from './side-by-side/scenario.ts'
import { Sides } from './side-by-side/sides.ts'

const { missing } = Sides

test.skipIf(missing)(
  `virsh prints of Lodge what it prints of libvirtd, up to the table of differences${missing ? `: ${missing}` : ''}`,
  async () => {
    await using sides = await Sides.start()
    const heard: Heard[] = []
    for (const { name, commands } of scenario) {
      for (const command of commands) heard.push(await sides.hear(name, command))
    }
    expect(
      complaints(
        heard,
        scenario.flatMap(({ name }) => rowsOf(name)),
      ).join('\n\n'),
    ).toBe('')
  },
)

const { bindingMissing } = Sides

test.skipIf(bindingMissing)(
  `and libvirt's Python binding hears of Lodge what it hears of libvirtd${bindingMissing ? `: ${bindingMissing}` : ''}`,
  async () => {
    await using sides = await Sides.start()
    expect(complaints(await sides.hearBinding(), rowsOf('binding')).join('\n\n')).toBe('')
  },
)

function rowsOf(phase: string): Difference[] {
  return differences.flatMap((row) => {
    const questions = row.questions.filter((question) => question.startsWith(`${phase}: `))
    return questions.length > 0 ? [{ ...row, questions }] : []
  })
}
