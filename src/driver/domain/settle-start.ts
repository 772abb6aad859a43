import { addRunFacts } from '../../model/domain/index.ts'
import { isAlive } from '../host/system.ts'
import { endEmulator } from './emulator-process.ts'
import type { Guest } from './guest.ts'
import { readRunFacts } from './run-facts.ts'

/**
 * A start whose process died half way: where QEMU was already told to let the CPUs run it had everything that comes before,
 * and runs; otherwise nobody was told that it does, and it is undone.
 */
export async function settleStart(guest: Guest): Promise<void> {
  if (isAlive(guest.status.starter)) return
  if (guest.state.now.state === 'running') {
    const facts = await readRunFacts(guest.monitor)
    guest.rewrite((domain) => addRunFacts(domain, facts))
    return guest.save({ starting: undefined, state: { state: 'running', reason: 'booted' } })
  }
  guest.expectEnd('failed')
  await endEmulator(guest.emulator, { asked: 0, made: 10_000 })
}
