import type { MessageKind } from '../../api/index.ts'
import { inOrder, type Remarks, type Taint, taints } from '../../model/taints.ts'
import type { Guest } from './guest.ts'
import { addToLog } from './guest-log.ts'
import { type GuestIsolation, separatesUsers } from './isolation.ts'
import type { GuestStatus } from './status.ts'

type Remarked = Pick<GuestStatus, 'taints' | 'deprecations'>

/** In libvirt's words: there are clients that show them as they are. */
export function messagesOf(
  { taints: all = [], deprecations = [] }: Remarked,
  kinds: readonly MessageKind[] = [],
): string[] {
  const asked = (kind: MessageKind) => kinds.length === 0 || kinds.includes(kind)
  return [
    ...(asked('tainting') ? inOrder(all).map((taint) => `tainted: ${taints[taint]}`) : []),
    ...(asked('deprecation') ? deprecations.map((what) => `deprecated configuration: ${what}`) : []),
  ]
}

/** What is to be said of a guest that is started as that user. */
export function remarksAs(
  { account }: Pick<GuestIsolation, 'account'>,
  { taints: found, deprecations }: Remarks,
): Required<Remarked> {
  const { uid, gid } = account ?? { uid: process.geteuid?.(), gid: process.getegid?.() }
  const isRoots = separatesUsers() && (uid === 0 || gid === 0)
  return { taints: inOrder(isRoots ? [...found, 'high-privileges'] : found), deprecations: [...deprecations] }
}

/** What its log says of a guest. */
export function remarkLines({ id, taints: all = [], deprecations = [] }: Remarked & { id: number }): string[] {
  return all.flatMap((taint) =>
    taint === 'deprecated-config' ? deprecations.map((what) => line(id, `${taint} (${what})`)) : [line(id, taint)],
  )
}

/** It was done something to that makes it another guest; that is known of it as long as it runs. */
export function taint(guest: Guest, what: Taint): void {
  const isKnown = () => guest.status.taints?.includes(what)
  if (isKnown()) return
  guest.learn()
  if (isKnown()) return
  guest.save({ taints: inOrder([...(guest.status.taints ?? []), what]) })
  addToLog(guest.status.log, `${line(guest.status.id, what)}\n`)
}

function line(id: number, what: string): string {
  const time = new Date().toISOString().replace('T', ' ').replace('Z', '+0000')
  return `${time}: Domain id=${id} is tainted: ${what}`
}
