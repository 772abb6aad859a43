import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { enterScope } from './systemd-scope.ts'

let folder: string

/** Stands in for systemd's own, and is a fake: it notes what it is asked for. */
function fakeBusctl(text: string): void {
  writeFileSync(join(folder, 'busctl'), `#!/bin/sh\n${text}\n`)
  chmodSync(join(folder, 'busctl'), 0o755)
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lodge-busctl-'))
  vi.stubEnv('PATH', `${folder}:${process.env.PATH}`)
})

afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

test('systemd is asked for a scope with the process in it; where it has made none, nobody waits for ever', async () => {
  fakeBusctl(`printf '%s ' "$@" > ${folder}/asked`)
  expect(await enterScope('0-domain-1-my guest', 1)).toBeUndefined()
  expect(readFileSync(join(folder, 'asked'), 'utf8').trim()).toBe(
    [
      'call org.freedesktop.systemd1 /org/freedesktop/systemd1 org.freedesktop.systemd1.Manager',
      'StartTransientUnit ssa(sv)a(sa(sv)) lodge-0-domain-1-my_guest.scope fail',
      '4 PIDs au 1 1 Slice s machine.slice Delegate b true Description s A guest of Lodge 0',
    ].join(' '),
  )
})

test('what it refuses is an error', async () => {
  fakeBusctl('echo "Call failed: Access denied" >&2; exit 1')
  await expect(enterScope('x', 1)).rejects.toThrow(/systemd did not make lodge-x.scope: .*Access denied/s)
})
