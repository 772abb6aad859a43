import type { RunFacts, RunningContext } from '../context.ts'
import { showTerminal } from '../shared/chardev/index.ts'
import type { Console } from './xml.ts'

/** The console that is a serial port has that one's name. */
export function nameAfterPort(console: Console, { alias }: RunningContext): void {
  const { target } = console
  if (target?.type === 'serial' && console.alias?.name === alias) console.alias = { name: `serial${target.port ?? 0}` }
}

/** Clients look for the terminal in the attribute, too. */
export function showTty(console: Console, facts: RunFacts): void {
  showTerminal(console, facts)
  if (console.source.type === 'pty') console.tty = console.source.path
}
