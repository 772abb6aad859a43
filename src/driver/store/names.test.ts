import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Paths } from '../host/paths.ts'
import { namesOnDisk } from './names.ts'

test('names are those of the files that are called as ours are', () => {
  const root = mkdtempSync(join(tmpdir(), 'lodge-names-'))
  const paths = new Paths({ root })
  try {
    expect(namesOnDisk(paths)).toEqual({ defined: [], active: [] })
    for (const folder of [paths.autostarts, paths.statuses]) mkdirSync(folder, { recursive: true })
    for (const name of ['web', '.odd name/%', 'x'.repeat(300)]) writeFileSync(paths.definition(name), '')
    for (const file of ['web.xml.broken', '%zz.xml', 'a b.xml']) writeFileSync(join(paths.definitions, file), '')
    writeFileSync(paths.status('db'), '')
    const { defined, active } = namesOnDisk(paths)
    expect({ defined: defined.sort(), active }).toEqual({ defined: ['.odd name/%', 'web'], active: ['db'] })
  } finally {
    rmSync(root, { recursive: true })
  }
})
