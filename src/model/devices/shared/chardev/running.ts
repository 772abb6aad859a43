import type { RunFacts } from '../../context.ts'
import { chardevId } from './qemu.ts'
import type { Chardev } from './xml.ts'

/** The terminal that QEMU has opened for it. */
export function showTerminal({ source, alias }: Chardev & { alias?: { name: string } }, { terminals }: RunFacts): void {
  if (source.type === 'pty' && alias) source.path = terminals.get(chardevId(alias.name)) ?? source.path
}
