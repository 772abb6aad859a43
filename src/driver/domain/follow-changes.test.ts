import { expect, test } from 'vitest'
import { formatDomain, parseDomain } from '../../model/domain/index.ts'
import { catchUp, followChanges } from './follow-changes.ts'
import type { Guest } from './guest.ts'

/** A guest whose balloon, when asked, says `actual`; nothing where it has none. */
function guestWith(actual?: number) {
  let written = 0
  const status = {
    xml: formatDomain(
      parseDomain("<domain type='qemu'><name>a</name><memory>65536</memory><os><type>hvm</type></os></domain>"),
    ),
  }
  const guest = {
    status,
    monitor: {
      execute: async () => {
        if (actual === undefined) throw new Error('No balloon device has been activated')
        return { actual }
      },
    },
    rewrite(edit: (domain: ReturnType<typeof parseDomain>) => void) {
      const domain = parseDomain(status.xml)
      edit(domain)
      status.xml = formatDomain(domain)
      written++
    },
  } as unknown as Guest
  return {
    guest,
    seen: () => ({ kib: parseDomain(status.xml).currentMemory?.kib, written }),
    balloon: (bytes: unknown) => followChanges(guest, { event: 'BALLOON_CHANGE', data: { actual: bytes }, time: 0 }),
  }
}

test('what the balloon leaves to the guest is in its definition, written once', () => {
  const { seen, balloon } = guestWith()
  balloon(32 << 20)
  balloon(32 << 20)
  expect(seen()).toEqual({ kib: 32768, written: 1 })
})

test('a balloon that says what it cannot is believed no more than that', () => {
  const { seen, balloon } = guestWith()
  for (const wrong of ['much', -5, 0, undefined]) balloon(wrong)
  expect(seen().written).toBe(0)
  balloon(2 ** 50)
  expect(seen().kib).toBe(65536)
})

test('what changed while nobody heard is asked for', async () => {
  const missed = guestWith(16 << 20)
  await catchUp(missed.guest)
  expect(missed.seen().kib).toBe(16384)
  const without = guestWith()
  await catchUp(without.guest)
  expect(without.seen().written).toBe(0)
})
