import { LodgeError } from '../../base/errors.ts'
import { QmpClient } from '../qmp/index.ts'
import { adoptEmulator } from './emulator-process.ts'
import { Guest } from './guest.ts'
import type { GuestRegistry, GuestStatus } from './status.ts'

/** Connects to a guest that another process has started; what it is doing is asked of QEMU, not read from the file. */
export async function adoptGuest(status: GuestStatus, registry: GuestRegistry): Promise<Guest> {
  if (!status.emulator) {
    throw new LodgeError('OPERATION_INVALID', `the guest '${status.name}' is being started`, {
      where: `process ${status.starter.pid}`,
    })
  }
  const monitor = QmpClient.at(status.monitorSocket, { name: `the QEMU of '${status.name}'`, timeout: 5_000 })
  const emulator = adoptEmulator(status.emulator, monitor.closed)
  await monitor.ready
  return new Guest({ status, monitor, emulator, registry })
}
