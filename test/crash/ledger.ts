/** What there is of a domain. */
export interface Seen {
  name: string
  /** The title of its definition; undefined where there is none. */
  definition: string | undefined
  /** The description in its definition, and that of the guest that runs. */
  note: string | undefined
  liveNote: string | undefined
  /** In KiB, as its definition has it. */
  memory: number | undefined
  active: boolean
  paused: boolean
  autostart: boolean
  /** The name under which its firmware's variables are kept. */
  variables: string | undefined
  /** Whether there is what its TPM keeps. */
  keys: boolean
}

/** What is known of a domain: after an answer one value, after a call that got none each of two. */
export type Ledger = { [fact in keyof Seen]: Set<Seen[fact]> }

/** Of one that is not there. */
export function absent(name: string, kept: Partial<Seen> = {}): Seen {
  return {
    ...{ name, definition: undefined, note: undefined, liveNote: undefined, memory: undefined },
    ...{ active: false, paused: false, autostart: false, variables: undefined, keys: false, ...kept },
  }
}

export function ledgerOf(seen: Seen): Ledger {
  return Object.fromEntries(Object.entries(seen).map(([fact, value]) => [fact, new Set([value])])) as Ledger
}

/** What is known at this moment, when no call is under way. */
export function known<T>(fact: ReadonlySet<T>): T {
  const [value] = fact
  return value as T
}

/** The same of every fact. */
export function allKnown(ledger: Ledger): Seen {
  return Object.fromEntries(
    Object.entries(ledger).map(([fact, values]) => [fact, known<unknown>(values)]),
  ) as unknown as Seen
}

/** What has been found must be what was acknowledged, or what an unanswered call would have made of it; from then on it is known. */
export function reconcile(name: string, ledger: Ledger, seen: Seen): void {
  for (const fact of Object.keys(seen) as (keyof Seen)[]) {
    const allowed = ledger[fact] as Set<unknown>
    if (!allowed.has(seen[fact])) {
      throw new Error(`${name}: ${fact} is ${seen[fact]}, and may be ${[...allowed].join(' or ')}`)
    }
    allowed.clear()
    allowed.add(seen[fact])
  }
}
