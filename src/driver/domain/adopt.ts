import { LodgeError } from '../../base/errors.ts'
import { LateMonitor, QmpClient } from '../qmp/index.ts'
import { AdoptedEmulator } from './adopted-emulator.ts'
import { Guest } from './guest.ts'
import type { GuestRegistry } from './registry.ts'
import type { GuestStatus } from './status.ts'

/** A guest that another process has started. What it is doing is asked of QEMU when it matters, not read from the file. */
export function adoptGuest(status: GuestStatus, registry: GuestRegistry): Guest {
  if (!status.emulator) {
    throw new LodgeError('OPERATION_INVALID', `the guest '${status.name}' is being started`, {
      where: `process ${status.starter.pid}`,
    })
  }
  const name = `the QEMU of '${status.name}'`
  const monitor = new LateMonitor(() => QmpClient.at(status.monitorSocket, { name, timeout: 5_000 }))
  const emulator = new AdoptedEmulator(status.emulator, monitor.closed)
  void emulator.ended.then(() => monitor.endUnlessConnected())
  return new Guest({ status, monitor, emulator, registry, connect: () => monitor.connect() })
}
