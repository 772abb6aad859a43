import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { askPolkit, polkitKnows } from './polkit.ts'

/** A program that stands in for polkit's own; what it does is a shell's script. */
function fake(name: string, script: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'lodge-fake-polkit-'))
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}`)
  chmodSync(join(folder, name), 0o755)
  vi.stubEnv('PATH', `${folder}:${process.env.PATH}`)
  onTestFinished(() => {
    vi.unstubAllEnvs()
    rmSync(folder, { recursive: true })
  })
  return folder
}

const question = { process: { pid: 12, startTime: 3456, uid: 1000 }, action: 'org.libvirt.unix.manage' }
const never = new AbortController().signal

test('a process is named so that no later one is meant, and its user may be asked', async () => {
  const folder = fake('pkcheck', 'printf "%s|" "$@" > "$(dirname "$0")/words"; exit 0')
  expect(await askPolkit(question, never)).toBe('allowed')
  expect(readFileSync(join(folder, 'words'), 'utf8')).toBe(
    '--process|12,3456,1000|--action-id|org.libvirt.unix.manage|--allow-user-interaction|',
  )
})

test.each([
  [1, 'denied'],
  [2, 'no agent'],
  [3, 'dismissed'],
])('what it ends with is its answer (pkcheck(1)): %i is %s', async (code, answer) => {
  fake('pkcheck', `echo Not authorized. >&2; exit ${code}`)
  expect(await askPolkit(question, never)).toBe(answer)
})

test.each([
  ['could not ask', 'echo Error getting authority >&2; exit 127', /Error getting authority$/],
  ['does not understand us', 'exit 126', /error from service/],
  ['is killed', 'kill -9 $$', /error from service/],
  ['says without end', 'exec yes', /maxBuffer/],
])('one that %s has allowed nothing', async (_, script, message) => {
  fake('pkcheck', script)
  await expect(askPolkit(question, never)).rejects.toMatchObject({ code: 'DBUS_SERVICE', message })
})

test('nobody waits for an answer that nobody needs any more', async () => {
  const folder = fake('pkcheck', 'echo $$ > "$(dirname "$0")/pid"; exec sleep 1000')
  const leave = new AbortController()
  const asked = askPolkit(question, leave.signal)
  await vi.waitUntil(() => existsSync(join(folder, 'pid')))
  leave.abort()
  await expect(asked).rejects.toThrow(/abort/)
})

test('it is there where it has every action', async () => {
  fake('pkaction', 'echo org.libvirt.unix.manage; echo org.libvirt.unix.monitor')
  expect(await polkitKnows(['org.libvirt.unix.manage', 'org.libvirt.unix.monitor'])).toBe(true)
  expect(await polkitKnows(['org.libvirt.unix.manage', 'org.libvirt.unix'])).toBe(false)
  fake('pkaction', 'exit 127')
  expect(await polkitKnows([])).toBe(false)
})
