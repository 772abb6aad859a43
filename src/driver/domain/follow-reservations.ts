import type { QmpEvent } from '../qmp/index.ts'
import type { Guest } from './guest.ts'

/** The guest wants to reserve a disk, and nobody answers QEMU. Its manager of reservations has the name of the program behind it. */
export function followReservations(guest: Guest, { event, data }: QmpEvent): void {
  if (event !== 'PR_MANAGER_STATUS_CHANGED' || data.connected !== false) return
  guest.helpers.miss(String(data.id)).catch((error) => guest.failures.push(error))
}
