const alive = new Set<number>()
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Ends a process that leads a group, with all that it has started. While groups are registered, a signal that ends this
 * process ends them first: in groups of their own they would not hear of it.
 */
export class ProcessGroup implements Disposable {
  readonly #leader: number | undefined

  constructor(leader: number | undefined) {
    this.#leader = leader
    if (leader === undefined) return
    if (alive.size === 0) for (const signal of signals) process.on(signal, endAll)
    alive.add(leader)
  }

  [Symbol.dispose](): void {
    if (this.#leader === undefined || !alive.delete(this.#leader)) return
    kill(this.#leader)
    if (alive.size === 0) for (const signal of signals) process.off(signal, endAll)
  }
}

function endAll(signal: NodeJS.Signals): void {
  for (const leader of alive) kill(leader)
  alive.clear()
  for (const each of signals) process.off(each, endAll)
  // Without another listener the signal means what it meant before.
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
}

function kill(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL')
  } catch {
    // All of the group are gone.
  }
}
