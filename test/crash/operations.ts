import type { Random } from '../fuzz/random.ts'
import type { RpcPeer } from '../support/rpc-peer.ts'
import { type Choice, choices, type Deed } from './deeds.ts'
import { allKnown, type Ledger, type Seen } from './ledger.ts'
import type { Subject } from './subjects.ts'

/** One call about a domain; the ledger has what it may have done before it is sent, and what it did once it is answered. */
export async function operate(
  peer: RpcPeer,
  subject: Subject,
  random: Random,
): Promise<{ call: string; answered: boolean }> {
  const { call, to, until } = choose(subject, random)
  const doing = peer.call(...call).then(() => until?.(peer))
  return { call: call[0], answered: await settle(subject.ledger, { call: call[0], to, doing }) }
}

function choose(subject: Subject, random: Random): Deed {
  const now = allKnown(subject.ledger)
  const possible = choices.filter(({ when }) => when(now, subject))
  const { deed } = random.pick(possible.flatMap((choice) => Array<Choice>(choice.weight ?? 1).fill(choice)))
  return deed({ now, subject, random, dom: { name: now.name, uuid: subject.uuid, id: -1 } })
}

interface Settling {
  call: string
  to: Partial<Seen>
  doing: Promise<unknown>
}

async function settle(ledger: Ledger, { call, to, doing }: Settling): Promise<boolean> {
  const changes = (Object.keys(to) as (keyof Seen)[]).map((fact) => [ledger[fact] as Set<unknown>, to[fact]] as const)
  for (const [fact, value] of changes) fact.add(value)
  try {
    await doing
  } catch (error) {
    // The daemon is gone: it may have done it, or not.
    if (error instanceof Error) return false
    throw new Error(`${call} was refused: ${(error as { message: string }).message}`)
  }
  for (const [fact, value] of changes) {
    fact.clear()
    fact.add(value)
  }
  return true
}
