import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { domain, lodge, type Ran, webUuid } from '../../../test/support/command.ts'
import type { Host } from '../../api/index.ts'
import type { Problem } from '../../base/problems.ts'
import { editorWords } from './editor.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lodge-edits-'))
  vi.stubEnv('XDG_RUNTIME_DIR', folder)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

const definition = (memory: number): string =>
  `<domain>\n  <name>web</name>\n  <uuid>${webUuid}</uuid>\n  <memory>${memory}</memory>\n</domain>\n`

/** An editor that writes these texts, one each time it is opened, and notes what it is called with. */
function editorThatWrites(...texts: string[]): { calls(): string[] } {
  const script = join(folder, 'editor')
  for (const [i, text] of texts.entries()) writeFileSync(join(folder, `${i}.text`), text)
  writeFileSync(
    script,
    `#!/bin/sh\ncd '${folder}'\nn=$(cat calls 2>/dev/null | wc -l)\necho "$@" >> calls\nfor file; do :; done\ncat "$n.text" > "$file"\n`,
  )
  chmodSync(script, 0o700)
  vi.stubEnv('VISUAL', `'${script}' --wait`)
  return { calls: () => readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n') }
}

interface Setting {
  problems?: Problem[][]
  answers?: string[]
  /** What the definition is, each time it is asked for. */
  before?: string[]
}

async function edit({
  problems = [],
  answers,
  before = [definition(1)],
}: Setting): Promise<Ran & { defined: string[] }> {
  const defined: string[] = []
  const asked = [...before]
  const { made } = domain({ xml: async () => (asked.length > 1 ? asked.shift() : asked[0]) as string })
  const host: Partial<Host> = {
    check: async () => problems.shift() ?? [],
    define: async (text) => {
      defined.push(text)
      return made
    },
  }
  return { ...(await lodge(['edit', 'web'], { domains: [made], host, answers })), defined }
}

const bad: Problem = { level: 'error', code: 'XML_ERROR', message: 'no number', position: { line: 4, column: 11 } }

test('what was changed is defined, and nothing is left behind', async () => {
  const { calls } = editorThatWrites(definition(2))
  expect(await edit({})).toMatchObject({ code: 0, out: 'web is changed', defined: [definition(2)] })
  expect(calls()[0]).toMatch(/^--wait .*domain\.xml$/)
  expect(readdirSync(folder).filter((name) => name.startsWith('lodge-edit-'))).toEqual([])
})

test('what was not changed is not defined', async () => {
  editorThatWrites(definition(1))
  expect(await edit({})).toMatchObject({ code: 0, out: 'web is not changed', defined: [] })
})

test('what is wrong is shown, and edited again', async () => {
  const { calls } = editorThatWrites(definition(-1), definition(3))
  const { code, err, defined } = await edit({ problems: [[bad]], answers: [''] })
  expect({ code, defined }).toEqual({ code: 0, defined: [definition(3)] })
  expect(err).toContain('domain.xml:4:11: error: no number\n   4 |   <memory>-1</memory>')
  expect(calls()).toHaveLength(2)
})

test.each([
  ['the user gives up', ['n']],
  ['nobody is there to be asked', undefined],
])('the text is kept where %s', async (_, answers) => {
  editorThatWrites(definition(-1))
  const { code, err, defined } = await edit({ problems: [[bad]], answers })
  expect({ code, defined }).toEqual({ code: 1, defined: [] })
  const kept = /is kept in (\S+):/.exec(err)?.[1] ?? ''
  expect(readFileSync(kept, 'utf8')).toBe(definition(-1))
  expect(statSync(kept).mode & 0o777).toBe(0o600)
  expect(statSync(dirname(kept)).mode & 0o777).toBe(0o700)
})

test('what is only strange can be saved as it is', async () => {
  editorThatWrites(definition(2))
  const odd = [[{ ...bad, level: 'warning' } as const]]
  expect(await edit({ problems: odd, answers: ['s'] })).toMatchObject({ code: 0, defined: [definition(2)] })
})

test('another name would be another domain', async () => {
  editorThatWrites(definition(2).replace('>web<', '>wab<'))
  const { code, err, defined } = await edit({ answers: ['n'] })
  expect({ code, defined }).toEqual({ code: 1, defined: [] })
  expect(err).toContain('domain.xml:2:3: error: <name> has to stay web')
})

test.each([
  ['n', []],
  ['r', [definition(2)]],
])('a change that somebody else has made meanwhile: %s', async (answer, expected) => {
  editorThatWrites(definition(2))
  const { err, defined } = await edit({ before: [definition(1), definition(7)], answers: [answer] })
  expect(err).toContain('changed by somebody else')
  expect(defined).toEqual(expected)
})

test('an editor that fails changes nothing', async () => {
  vi.stubEnv('VISUAL', 'false')
  const { code, err, defined } = await edit({})
  expect({ code, defined }).toEqual({ code: 1, defined: [] })
  expect(err).toContain("the editor 'false' has ended with 1")
  expect(existsSync(folder)).toBe(true)
  expect(readdirSync(folder)).toEqual([])
})

test.each([
  [{ VISUAL: 'code --wait', EDITOR: 'vi' }, ['code', '--wait']],
  [{ VISUAL: ' ', EDITOR: `'/opt/my editor/e' "-a b"c` }, ['/opt/my editor/e', '-a bc']],
  [{ EDITOR: 'a; b $(c)' }, ['a;', 'b', '$(c)']],
])('%j', (environment, words) => expect(editorWords(environment)).toEqual(words))

test('no editor', () => {
  expect(() => editorWords({ PATH: '' })).toThrow('no editor is known')
})
