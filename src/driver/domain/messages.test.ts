import { expect, test } from 'vitest'
import type { Taint } from '../../model/taints.ts'
import { messagesOf, remarkLines, remarksAs } from './messages.ts'
import type { GuestStatus } from './status.ts'

const remarked: Pick<GuestStatus, 'id' | 'taints' | 'deprecations'> = {
  id: 7,
  taints: ['custom-monitor', 'deprecated-config'],
  deprecations: ["machine type 'pc-1'", "CPU model 'a'"],
}
const tainted = ['tainted: custom monitor control commands issued', 'tainted: use of deprecated configuration settings']
const deprecated = ["deprecated configuration: machine type 'pc-1'", "deprecated configuration: CPU model 'a'"]

test('both kinds of messages, or one', () => {
  expect(messagesOf(remarked)).toEqual([...tainted, ...deprecated])
  expect(messagesOf(remarked, ['deprecation', 'tainting'])).toEqual([...tainted, ...deprecated])
  expect(messagesOf(remarked, ['tainting'])).toEqual(tainted)
  expect(messagesOf(remarked, ['deprecation'])).toEqual(deprecated)
  expect(messagesOf({})).toEqual([])
})

test('what a newer one has written is not told', () => {
  expect(messagesOf({ taints: ['custom-argv', 'custom-weather' as Taint] })).toHaveLength(1)
})

test('the lines of the log', () => {
  const time = '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\+0000'
  expect(remarkLines(remarked)).toEqual(
    ['custom-monitor', "deprecated-config \\(machine type 'pc-1'\\)", "deprecated-config \\(CPU model 'a'\\)"].map(
      (what) => expect.stringMatching(new RegExp(`^${time}: Domain id=7 is tainted: ${what}$`)),
    ),
  )
})

test("root's emulator has more than it needs", () => {
  const remarks = { taints: ['custom-device'] as const, deprecations: [] }
  const account = (uid: number, gid: number) => ({ user: 'emulator', uid, gid, groups: [] })
  const isRoot = process.geteuid?.() === 0
  const more = isRoot ? ['high-privileges', 'custom-device'] : ['custom-device']
  expect(remarksAs({}, remarks).taints).toEqual(more)
  expect(remarksAs({ account: account(1000, 0) }, remarks).taints).toEqual(more)
  expect(remarksAs({ account: account(1000, 1000) }, remarks).taints).toEqual(['custom-device'])
})
