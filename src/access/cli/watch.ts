import type { Host } from '../../api/index.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { Screen } from './screen.ts'
import { untilSignal } from './signals.ts'
import type { Terminal } from './terminal.ts'

export const watchHelp = 'go on, and show it again when something has changed; Ctrl-C ends it'

interface Watch {
  host: Host
  terminal: Terminal
  look(): Promise<string>
  /** One text after the other instead of one in the place of the other, also on a terminal. */
  lines?: boolean
}

/** Milliseconds: what no event tells of, such as the time that guests have used. */
const every = 2000

/** Shows a text whenever it has become another one, until a signal comes. */
export async function watch({ host, terminal, look, lines = false }: Watch): Promise<ExitCode> {
  using interruption = untilSignal()
  using screen = terminal.output.isTTY && !lines ? new Screen(terminal.output) : undefined
  using changes = changesOf(host)
  let shown: string | undefined
  const show = (text: string): void => {
    if (screen) screen.paint(text.split('\n'))
    else if (text !== shown) terminal.out(text)
    shown = text
  }
  for (;;) {
    const next = changes.next()
    show(await look())
    if ((await Promise.race([next, interruption.signal])) !== undefined) return exitCodes.done
  }
}

/** Settles at the next event, or after a while without one. */
function changesOf(host: Host): Disposable & { next(): Promise<undefined> } {
  const events = host.events()
  let told = (): void => {}
  void (async () => {
    // One that ends says that the host is gone: the next look tells why.
    for await (const _ of events) told()
  })().catch(() => {})
  let timer: NodeJS.Timeout | undefined
  return {
    next: () => {
      const { promise, resolve } = Promise.withResolvers<undefined>()
      clearTimeout(timer)
      timer = setTimeout(() => resolve(undefined), every)
      told = () => resolve(undefined)
      return promise
    },
    [Symbol.dispose]: () => {
      clearTimeout(timer)
      void events.return?.()
    },
  }
}
