/** What is known of a domain: after an answer one value, after a call that got none each of two. */
export class Ledger {
  /** Titles of its definition; undefined where it may be that there is none. */
  definition = new Set<string | undefined>([undefined])
  active = new Set([false])
  autostart = new Set([false])
}

export interface Seen {
  definition: string | undefined
  active: boolean
  autostart: boolean
}

/** What has been found must be what was acknowledged, or what an unanswered call would have made of it; from then on it is known. */
export function reconcile(name: string, ledger: Ledger, seen: Seen): void {
  const facts = ['definition', 'active', 'autostart'] as const
  for (const fact of facts) {
    const allowed = ledger[fact] as Set<unknown>
    if (!allowed.has(seen[fact])) {
      throw new Error(`${name}: ${fact} is ${seen[fact]}, and may be ${[...allowed].join(' or ')}`)
    }
  }
  ledger.definition = new Set([seen.definition])
  ledger.active = new Set([seen.active])
  ledger.autostart = new Set([seen.autostart])
}
