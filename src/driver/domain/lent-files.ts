import { realpathSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { LaunchPlan } from '../../model/qemu/plan.ts'
import { modePermits } from '../host/way.ts'
import type { GuestIsolation } from './isolation.ts'
import type { GuestRegistry } from './registry.ts'
import { type Claim, holderOf } from './status.ts'

export interface LentFiles {
  keys: string[]
  /** Settles once that they are lent would outlive a power cut. */
  durable: Promise<unknown>
}

interface Lending {
  plan: LaunchPlan
  claim: Claim
  isolation: GuestIsolation
  registry: GuestRegistry
  undo: AsyncDisposableStack
}

/** Gives a guest's user those of its files that it could not open otherwise; what it can open anyway nobody touches. */
export function lendFiles({ plan, claim, isolation, registry, undo }: Lending): LentFiles {
  const { account, relabel } = isolation
  const keys: string[] = []
  const settling: Promise<void>[] = []
  for (const { path, access, isDevice = false, relabel: wanted = true, foundIn } of account && relabel
    ? plan.needs
    : []) {
    if (!account || !wanted) continue
    const stats = statSync(path)
    // What is that user's may be so because another guest has it: then it is shared.
    if (modePermits(path, access, account) && stats.uid !== account.uid) continue
    if (!stats.isFile() && !stats.isBlockDevice() && !(isDevice && stats.isCharacterDevice())) continue
    if (foundIn !== undefined && !(stats.isFile() && isBeside(path, foundIn))) continue
    // Members of a device's group go on using it.
    const borrower = isDevice ? { uid: account.uid, gid: stats.gid } : account
    const loan = registry.owners.lend(path, borrower, holderOf(claim))
    if (!loan) continue
    undo.defer(() => registry.owners.giveBack(loan.key, holderOf(claim)))
    keys.push(loan.key)
    settling.push(loan.durable)
  }
  const durable = Promise.all(settling)
  // Where the start fails first, nobody asks any more.
  durable.catch(() => {})
  return { keys, durable }
}

/**
 * Whether a file is in the folder of the image in whose header it is named, or beneath. A guest that has broken out into its
 * QEMU can write any path into that header, and would be given it at its next start.
 */
function isBeside(path: string, image: string): boolean {
  return realpathSync(path).startsWith(`${dirname(realpathSync(image))}/`)
}
