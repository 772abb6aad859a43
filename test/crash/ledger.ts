/** What there is of a domain. */
export interface Seen {
  name: string
  /** The title of its definition; undefined where there is none. */
  definition: string | undefined
  active: boolean
  autostart: boolean
  /** The name under which its firmware's variables are kept. */
  variables: string | undefined
}

/** What is known of a domain: after an answer one value, after a call that got none each of two. */
export class Ledger {
  name: Set<string>
  definition = new Set<string | undefined>([undefined])
  active = new Set([false])
  autostart = new Set([false])
  variables = new Set<string | undefined>([undefined])

  constructor(name: string) {
    this.name = new Set([name])
  }
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
