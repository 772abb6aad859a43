import type { QmpEvent } from '../qmp/index.ts'
import { dumpMemory } from './dump.ts'
import { expectRestart } from './endings.ts'
import type { Guest } from './guest.ts'
import { readOut } from './hold-ending.ts'
import { type Step, stepAfter, stepFound } from './next-step.ts'

/** How much is being done for each at the moment. */
const atWork = new WeakMap<Guest, number>()

/**
 * Goes on where QEMU only waits. Only the process that QEMU speaks to hears of it, so of several that know a guest one acts.
 */
export function followEnding(guest: Guest, event: QmpEvent): void {
  // It has restarted by itself, or somebody has done that: no later power-off is half of it.
  if (event.event === 'RESET') expectRestart(guest, false).catch((error) => guest.failures.push(error))
  carryOut(guest, stepAfter(event, guest.status))
}

/** The same where the event was missed; what is being done is not begun again. */
export function catchUpEnding(guest: Guest, runState: string): void {
  if (!atWork.get(guest)) carryOut(guest, stepFound(runState, guest.status))
}

function carryOut(guest: Guest, step: Step | undefined): void {
  if (!step) return
  const count = (by: number) => atWork.set(guest, (atWork.get(guest) ?? 0) + by)
  count(1)
  works[step](guest)
    .catch((error) => showFailure(guest, error))
    .finally(() => count(-1))
}

/** A guest that QEMU has not let go on is not shown as if it had; one that QEMU could not be asked about is seen again. */
async function showFailure(guest: Guest, error: unknown): Promise<void> {
  guest.failures.push(error)
  if (guest.monitor.isConnected) await guest.state.confirm(guest.monitor).catch(() => {})
}

const works = {
  destroy: quit,
  restart,
  preserve: async () => {},
  'coredump-destroy': (guest) => dumpFirst(guest, quit),
  'coredump-restart': (guest) => dumpFirst(guest, restart),
  dump: (guest) => dumpFirst(guest, goOn),
  cont: finishRestart,
  terminate: async ({ emulator }) => emulator.kill('SIGTERM'),
} satisfies Record<Step, (guest: Guest) => Promise<void>>

/** What comes next comes whether its memory could be written or not. */
async function dumpFirst(guest: Guest, next: (guest: Guest) => Promise<void>): Promise<void> {
  const dump = guest.change('dump', () => dumpMemory(guest), { inAnyCase: true })
  await dump.catch((error) => guest.failures.push(error))
  await next(guest)
}

/** What it said last is read first. The answer may be lost with QEMU itself, which may be about to end without being asked. */
async function quit(guest: Guest): Promise<void> {
  await Promise.all([...guest.consoles].map(readOut))
  await guest.monitor.execute('quit').catch(() => {})
}

async function restart(guest: Guest): Promise<void> {
  const work = async (): Promise<void> => {
    await guest.monitor.execute('system_reset')
    await letRunAgain(guest)
  }
  await guest.change('restart', work, { inAnyCase: true })
}

/** It was reset already. */
async function finishRestart(guest: Guest): Promise<void> {
  await guest.change('restart', () => letRunAgain(guest), { inAnyCase: true })
}

async function goOn(guest: Guest): Promise<void> {
  await guest.change('resume', () => letRun(guest), { inAnyCase: true })
}

/** Whoever finds it not reset has to restart it, so that is forgotten now; once it runs, it may be let go of. */
async function letRunAgain(guest: Guest): Promise<void> {
  await expectRestart(guest, false)
  await letRun(guest)
}

async function letRun(guest: Guest): Promise<void> {
  guest.state.goes = guest.state.now.state === 'crashed' ? 'crashed' : undefined
  try {
    await guest.monitor.execute('cont')
  } finally {
    guest.state.goes = undefined
  }
}
