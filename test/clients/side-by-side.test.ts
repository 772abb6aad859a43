import { expect, test } from 'vitest'
import { complaints, type Heard } from './side-by-side/compare.ts'
import { differences } from './side-by-side/differences.ts'
import { scenario } from './side-by-side/scenario.ts'
import { Sides } from './side-by-side/sides.ts'

const { missing } = Sides

test.skipIf(missing)(
  `virsh prints of Lodge what it prints of libvirtd, up to the table of differences${missing ? `: ${missing}` : ''}`,
  { timeout: 240_000 },
  async () => {
    await using sides = await Sides.start()
    const heard: Heard[] = []
    for (const { name, commands } of scenario) {
      for (const command of commands) heard.push(await sides.hear(name, command))
    }
    expect(complaints(heard, differences).join('\n\n')).toBe('')
  },
)
