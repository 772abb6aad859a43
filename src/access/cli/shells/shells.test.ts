import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { lodge } from '../../../../test/support/command.ts'

let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lodge-shells-'))
  for (const shell of ['bash', 'zsh', 'fish'])
    writeFileSync(join(folder, shell), (await lodge(['completion', shell])).out)
  // Answers as the command does: a name a line, whatever is in it.
  writeFileSync(join(folder, 'lodge'), `#!/bin/sh\necho "$2"\necho "$3 of"\necho '$(touch ${folder}/run); x'\n`)
  chmodSync(join(folder, 'lodge'), 0o700)
})
afterAll(() => rmSync(folder, { recursive: true }))

/** What bash offers for the last word. */
function offered(line: string): string[] {
  const script = `source ${folder}/bash
COMP_LINE=$1 COMP_POINT=\${#1} COMP_WORDS=($1) COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
[[ $1 == *' ' ]] && COMP_WORDS+=('') && COMP_CWORD=$((COMP_CWORD + 1))
_lodge; printf '%s\\n' "\${COMPREPLY[@]}"`
  const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` }
  return execFileSync('bash', ['-c', script, 'bash', line], { env, encoding: 'utf8' }).trim().split('\n')
}

test.each([
  ['lodge und', ['undefine']],
  ['lodge -c qemu:///session und', ['undefine']],
  ['lodge list --w', ['--watch']],
  ['lodge completion ', ['bash', 'zsh', 'fish']],
  ['lodge import ', ['libvirt']],
  ['lodge start inac', ['inactive']],
  ['lodge stop ac', ['active']],
  ['lodge -c qemu+unix:///x info qemu', [String.raw`qemu+unix:///x\ of`]],
  ['lodge shutdown web --timeout ', ['']],
  ['lodge list ', ['']],
])('bash offers for %j', (line, words) => expect(offered(line)).toEqual(words))

test('a name is one word, and nothing in it is run', () => {
  expect(offered('lodge info $').at(-1)).toBe(String.raw`\$\(touch\ ${folder}/run\)\;\ x`)
  expect(spawnSync('ls', [join(folder, 'run')]).status).not.toBe(0)
})

test.each(['zsh', 'fish'])('%s understands its script', (shell) => {
  const { error, stderr } = spawnSync(shell, ['-n', join(folder, shell)], { encoding: 'utf8' })
  // Where the shell is not there, nothing can be asked of it.
  if (!error) expect(stderr).toBe('')
})
