import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { kvmUsability } from './kvm.ts'
import { pageSize } from './page-size.ts'

/** What a user without rights is told; root may open everything, so it asks as another. */
function usabilityForOthers(path: string): unknown {
  if (process.getuid?.() !== 0) return kvmUsability(path)
  const module = new URL('./kvm.ts', import.meta.url).href
  const script = `const { kvmUsability } = await import('${module}'); console.log(JSON.stringify(kvmUsability('${path}')))`
  const user = { uid: nobody, gid: nobody, cwd: '/', encoding: 'utf8' as const }
  return JSON.parse(spawnSync(process.execPath, ['--input-type=module', '-e', script], user).stdout)
}

const nobody = 65534

test('there is no device', () => {
  expect(kvmUsability('/dev/nonexistent')).toEqual({
    usable: false,
    reason: expect.stringMatching(/^\/dev\/nonexistent is not there: the kvm module/),
  })
})

test('no permission: the group to join', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lodge-'))
  try {
    const path = join(folder, 'kvm')
    writeFileSync(path, '')
    chmodSync(path, 0o060)
    chmodSync(folder, 0o755)
    expect(usabilityForOthers(path)).toMatchObject({
      usable: false,
      reason: expect.stringMatching(/sudo usermod -aG/),
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('what can be opened is usable', () => {
  expect(kvmUsability('/dev/null')).toEqual({ usable: true })
})

test('pages have a size', () => {
  expect(Math.log2(pageSize()) % 1).toBe(0)
})
