import type { PowerMode } from '../../api/index.ts'
import { LodgeError } from '../../base/errors.ts'
import type { Guest } from '../domain/guest.ts'
import { agentOf } from './connection.ts'
import { happens } from './happens.ts'

/** Milliseconds in which a guest that was asked to end or restart has to do so. */
const patience = 60_000

const commands = { shutdown: 'powerdown', reboot: 'reboot' } as const

/** Has the guest end or restart in one of the ways that are allowed: its agent's first, the power button where that fails. */
export async function power(
  guest: Guest,
  what: keyof typeof commands,
  { modes = ['agent', 'acpi'], press }: { modes?: readonly PowerMode[]; press: () => Promise<unknown> },
): Promise<void> {
  guest.requireRunning(what === 'shutdown' ? 'shut down' : 'reboot')
  if (modes.includes('agent')) {
    try {
      return await ask(guest, what)
    } catch (error) {
      if (!(error instanceof LodgeError) || !modes.includes('acpi')) throw error
    }
  }
  await press()
}

async function ask(guest: Guest, what: keyof typeof commands): Promise<void> {
  const agent = await agentOf(guest)
  // The agent says nothing where it succeeds; what is seen is that the guest does it.
  using seen = happens(guest, ({ event }) => event === 'shutdown' || event === 'reboot')
  const timeout = Math.min(patience, guest.status.agentTimeout ?? patience)
  await agent.execute('guest-shutdown', { mode: commands[what] }, { timeout, done: seen.promise })
}
