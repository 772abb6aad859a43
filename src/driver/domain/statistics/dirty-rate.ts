import type { DirtyRate } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import type { Run } from './run.ts'
import type { Source } from './source.ts'

/** libvirt's own bounds: seconds. */
const longest = 60

export const dirtyRateSource: Source<DirtyRate> = {
  asks: () => ['dirtyRate'],
  of(_, { dirtyRate: said }) {
    if (!said) return undefined
    return {
      ...{ status: said.status, mode: said.mode },
      ...{ started: said['start-time'], seconds: said['calc-time'], rate: said['dirty-rate'] },
      vcpus: said['vcpu-dirty-rate']?.map(({ id, 'dirty-rate': rate }) => ({ number: id, rate })),
    }
  },
}

export async function startDirtyRate({ guest, kept }: Run, seconds: number): Promise<void> {
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > longest) {
    const text = `seconds=${seconds} is invalid, please choose value within [1, ${longest}].`
    throw new LodgeError('CONFIG_UNSUPPORTED', text)
  }
  await guest.monitor.execute('calc-dirty-rate', { 'calc-time': seconds })
  kept.delete('dirtyRate')
}
