import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { temporaryFolder } from '../../../test/support/temporary-folder.ts'
import { emulatedTpms } from './swtpm.ts'

const path = process.env.PATH
afterEach(() => {
  process.env.PATH = path
})

/** What it says, or nothing where it is not there; with what makes keys beside it. */
function versions(said: string | undefined, others: readonly string[] = ['swtpm_setup']): string[] {
  using folder = temporaryFolder()
  for (const name of [...others, ...(said === undefined ? [] : ['swtpm'])]) {
    const program = join(folder.path, name)
    writeFileSync(program, `#!/bin/sh\necho '${said}'\n`)
    chmodSync(program, 0o755)
  }
  process.env.PATH = folder.path
  return emulatedTpms()
}

test('it says itself which versions it emulates, since it does', () => {
  expect(versions('{"features":["tpm-2.0","cmdarg-key-fd"]}')).toEqual(['2.0'])
  expect(versions('{"features":["cmdarg-key-fd"]}')).toEqual(['1.2', '2.0'])
})

test('none where a half of it is missing, or it says something else', () => {
  expect(versions(undefined)).toEqual([])
  expect(versions('{"features":["tpm-2.0"]}', [])).toEqual([])
  expect(versions('usage')).toEqual([])
})
