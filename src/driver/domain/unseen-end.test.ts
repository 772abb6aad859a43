import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { identify } from '../host/system.ts'
import { type GuestStatus, statusOfClaim } from './status.ts'
import { endStatus } from './unseen-end.ts'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lodge-end-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** What is known of a guest whose emulator is gone, with those files left behind. */
function gone(left: string[], changes: Partial<GuestStatus> = {}): GuestStatus {
  const own = identify(process.pid)
  if (!own) throw new Error('this process was not found')
  for (const name of left) writeFileSync(join(folder, name), '')
  return {
    ...statusOfClaim({ name: 'g', uuid: 'u', id: 1, starter: own }),
    emulator: own,
    mark: join(folder, 'mark'),
    files: [join(folder, 'key')],
    state: { state: 'running', reason: 'booted' },
    ...changes,
  }
}

const boot = 'another start of the host'

test.each<[string, left: string[], Partial<GuestStatus>, reason: string]>([
  ['removed its mark', ['key'], {}, 'shutdown'],
  ['left its mark', ['key', 'mark'], {}, 'crashed'],
  ['was cleared away by somebody else', [], {}, 'unknown'],
  ['ended with the host', ['key', 'mark'], { emulator: { pid: 1, startTime: 1, boot } }, 'unknown'],
  ['was not started to the end', ['key', 'mark'], { starting: true }, 'failed'],
  ['was destroyed', ['key', 'mark'], { ending: 'destroyed' }, 'destroyed'],
  ['was heard', ['key', 'mark'], { state: { state: 'shutdown', reason: 'unknown' } }, 'shutdown'],
])('of one that %s', (_, left, changes, reason) => {
  const { state, reason: told } = endStatus(gone(left, changes))
  expect(state === 'crashed' ? 'crashed' : told).toBe(reason)
})

test('how its own child ended this process knows', () => {
  expect(endStatus(gone(['key']), 'signal SIGSEGV')).toEqual({ state: 'crashed', reason: 'signal SIGSEGV' })
})
