import type { Value, Variant } from '../../formats/dbus/index.ts'
import { type BusCall, callBus } from './message-bus.ts'

interface Question {
  process: { pid: number; startTime: number; uid: number }
  action: string
}

/** What polkit has of its own on the bus (polkit's D-Bus API, org.freedesktop.PolicyKit1.Authority). */
const authority = {
  ...{ destination: 'org.freedesktop.PolicyKit1', path: '/org/freedesktop/PolicyKit1/Authority' },
  interface: 'org.freedesktop.PolicyKit1.Authority',
}
const allowUserInteraction = 1

/** Asks polkit whether a process may, and lets it ask that process's user, who may take any time until the signal. */
export async function askPolkit({ process, action }: Question, signal: AbortSignal) {
  const body = [subjectOf(process), action, [], allowUserInteraction, '']
  const call: BusCall = { ...authority, member: 'CheckAuthorization', signature: '(sa{sv})sa{ss}us', body }
  const [result] = (await callBus(call, signal)) as [[isAuthorized: boolean, isChallenge: boolean, details: Value[][]]]
  const [isAuthorized, isChallenge, details] = result
  if (isAuthorized) return 'allowed'
  if (details.some(([key]) => key === 'polkit.dismissed')) return 'dismissed'
  return isChallenge ? 'no agent' : 'denied'
}

/** How long polkit may take to start, where the bus has to do that. */
const startWithin = 10_000

/** Whether polkit is there, and has these actions. */
export async function polkitKnows(actions: readonly string[]): Promise<boolean> {
  try {
    const call: BusCall = { ...authority, member: 'EnumerateActions', signature: 's', body: [''] }
    const [described = []] = (await callBus(call, AbortSignal.timeout(startWithin))) as [Value[][]?]
    const known = new Set(described.map(([name]) => name))
    return actions.every((action) => known.has(action))
  } catch {
    return false
  }
}

/** A process that can't be mistaken for a later one with its number, or for what another user's program makes of it. */
function subjectOf({ pid, startTime, uid }: Question['process']): Value {
  const variant = (signature: string, value: Value): Variant => ({ signature, value })
  return [
    'unix-process',
    [
      ['pid', variant('u', pid)],
      ['start-time', variant('t', BigInt(startTime))],
      ['uid', variant('i', uid)],
    ],
  ]
}
