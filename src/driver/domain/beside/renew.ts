import { LodgeError } from '../../../base/errors.ts'
import { reservationProcess } from '../../../model/domain/index.ts'
import type { HelperProcess } from '../../../model/qemu/plan.ts'
import { accountOf, isAlive, ownerOf } from '../../host/system.ts'
import type { Guest } from '../guest.ts'
import { unconfined } from '../isolation.ts'
import { joinGroup } from './group.ts'
import { type RunningHelper, startHelper } from './start.ts'

/** Those to which QEMU connects by itself whenever it needs them: the others are connected to once. */
const renewable: Record<string, (guestFolder: string) => HelperProcess> = { 'pr-helper0': reservationProcess }

export function isRenewable(name: string): boolean {
  return Object.hasOwn(renewable, name)
}

/** Starts a helper in the place of one that has ended. The guest's end must find it: whoever calls that writes it down at once. */
export async function renewHelper({ status, emulator }: Guest, name: string): Promise<RunningHelper> {
  const [guestFolder = ''] = status.folders
  const helper = renewable[name]?.(guestFolder)
  if (!helper) throw new LodgeError('INTERNAL_ERROR', `nothing is known of a helper '${name}'`)
  const owner = ownerOf(emulator.identity.pid)
  const account = owner && owner.uid !== process.geteuid?.() ? accountOf(`+${owner.uid}`, `+${owner.gid}`) : undefined
  using closing = new DisposableStack()
  await using undo = new AsyncDisposableStack()
  const started = await startHelper(helper, { status, isolation: { ...unconfined, account }, closing, undo })
  await joinGroup(emulator, [started])
  if (!isAlive(emulator.identity)) throw new LodgeError('OPERATION_INVALID', 'its guest has ended meanwhile')
  undo.move()
  return started
}
