/** Descriptors that somebody has lent to a domain under a name. */
export interface Lending {
  descriptors: readonly number[]
  /** They are the lender's alone again; told once. */
  released(): void
}

interface Group extends Lending {
  /** Starts that go on with them. */
  held: number
  over: boolean
}

/** What a start may use: nothing of it is closed before that is over. */
export interface HeldDescriptors extends Disposable {
  of(name: string): readonly number[] | undefined
}

/** The descriptors that domains' disks name (`<source fdgroup=…>`), as long as their lenders lend them. */
export class AssociatedDescriptors {
  readonly #domains = new Map<string, Map<string, Group>>()

  /** Until it is disposed of, or another one takes its name. */
  associate(uuid: string, name: string, lending: Lending): Disposable {
    const groups = this.#domains.get(uuid) ?? new Map<string, Group>()
    this.#domains.set(uuid, groups)
    const group: Group = { ...lending, held: 0, over: false }
    const before = groups.get(name)
    groups.set(name, group)
    if (before) end(before)
    return {
      [Symbol.dispose]: () => {
        if (groups.get(name) === group) groups.delete(name)
        if (groups.size === 0 && this.#domains.get(uuid) === groups) this.#domains.delete(uuid)
        end(group)
      },
    }
  }

  hold(uuid: string): HeldDescriptors {
    const groups = new Map(this.#domains.get(uuid))
    for (const group of groups.values()) group.held++
    return {
      of: (name) => groups.get(name)?.descriptors,
      [Symbol.dispose]: () => {
        for (const group of groups.values()) {
          group.held--
          if (group.over && group.held === 0) group.released()
        }
        groups.clear()
      },
    }
  }

  /** The run that they were for has ended. */
  forget(uuid: string): void {
    const groups = this.#domains.get(uuid)
    this.#domains.delete(uuid)
    for (const group of groups?.values() ?? []) end(group)
  }
}

function end(group: Group): void {
  if (group.over) return
  group.over = true
  if (group.held === 0) group.released()
}
