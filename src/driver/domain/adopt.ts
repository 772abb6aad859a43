import { LodgeError } from '../../base/errors.ts'
import { LateMonitor, QmpClient } from '../qmp/index.ts'
import { AdoptedEmulator } from './adopted-emulator.ts'
import type { ChangeQueue } from './change-queue.ts'
import { Guest } from './guest.ts'
import { loseControl } from './lost-control.ts'
import type { GuestRegistry } from './registry.ts'
import type { GuestStatus } from './status.ts'

/** Milliseconds that QEMU may take to answer a command. */
export const patience = 30_000

interface Options {
  registry: GuestRegistry
  changes?: ChangeQueue
  /** Told of what the guest lacks from now on. */
  warn?: (warning: LodgeError) => void
}

/** A guest that another process has started. What it is doing is read from its file, and asked of QEMU as soon as that answers. */
export function adoptGuest(found: GuestStatus, { registry, changes, warn }: Options): Guest {
  // It is read and written to: that a file says where it is must not be enough.
  const status = { ...found, log: registry.logOf(found) }
  if (!status.emulator) {
    throw new LodgeError('OPERATION_INVALID', `the guest '${status.name}' is being started`, {
      where: `process ${status.starter.pid}`,
    })
  }
  const emulator = new AdoptedEmulator(status.emulator)
  const monitor = new LateMonitor({
    open: () => openMonitor(status),
    timeout: patience,
    connected: () => guest.see(),
    lost: () => {
      loseControl(guest)
      emulator.look()
    },
  })
  const guest: Guest = new Guest({
    ...{ status, monitor, emulator, registry, changes, warn },
    connect: () => monitor.connect(),
    finish: () => monitor.finish(),
  })
  guest.state.loseSight()
  return guest
}

/** Its greeting comes when no other process speaks to QEMU; that the socket closes tells that QEMU is gone. */
export function openMonitor({ name, monitorSocket }: Pick<GuestStatus, 'name' | 'monitorSocket'>): QmpClient {
  return QmpClient.at(monitorSocket, { name: `the QEMU of '${name}'`, greeting: Number.POSITIVE_INFINITY })
}
