import { Cgroup, childrenOf } from '../../host/system.ts'
import type { EmulatorProcess } from '../emulator-process.ts'
import type { RunningHelper } from './start.ts'

/** Has helpers counted and limited with their guest, once that is in its group; with them what they have started by now. */
export async function joinGroup(emulator: EmulatorProcess, helpers: readonly RunningHelper[]): Promise<void> {
  if (helpers.length === 0) return
  const group = Cgroup.of(emulator.identity.pid)
  if (!group) return
  for (const { process } of helpers) for (const pid of family(process.pid)) await group.enter(pid)
}

function family(pid: number): number[] {
  return [pid, ...childrenOf(pid).flatMap(family)]
}
