import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesUnder, root } from './sources.ts'

const folder = 'src/model/devices'
const kinds = readdirSync(join(root, folder), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'shared')
  .map(({ name }) => name)
const list = readFileSync(join(root, folder, 'index.ts'), 'utf8')
const files = filesUnder(folder)

describe('device kinds', () => {
  // A kind without `qemu.ts` has nothing to say to QEMU: another kind asks for what it holds.
  it.each(kinds)('%s declares its XML, shows an example of it and is in the list', (kind) => {
    for (const file of ['xml.ts', 'index.ts', 'example.xml']) expect(files).toContain(`${folder}/${kind}/${file}`)
    expect(list).toContain(`from './${kind}/index.ts'`)
  })

  it('files of the same concern have the same name in every kind', () => {
    const concerns = [
      'xml',
      'qemu',
      'index',
      'defaults',
      'check',
      'address',
      'live',
      'start',
      'running',
      'capabilities',
      'migratable',
    ]
    const counts = new Map<string, number>()
    for (const path of files.filter((each) => each.endsWith('.ts'))) {
      const [, , , , name = ''] = path.replace(/(\.test)?\.ts$/, '').split('/')
      if (path.split('/').length === 5 && !path.includes('/shared/')) counts.set(name, (counts.get(name) ?? 0) + 1)
    }
    const other = [...counts].filter(([name, count]) => count > 3 && !concerns.includes(name))
    expect(
      other,
      `a concern that several kinds have belongs into the interface; known are ${concerns.join(', ')}`,
    ).toEqual([])
  })
})
