import type { Impact } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import type { Domain } from '../../../model/domain/index.ts'
import type { Monitor } from '../../qmp/index.ts'
import type { DomainEditor } from '../editor.ts'

/** How often the balloon asks the guest's driver, in seconds; never where it is 0. */
export async function setMemoryPeriod(editor: DomainEditor, seconds: number, where: Impact): Promise<void> {
  if (!Number.isInteger(seconds) || seconds < 0 || seconds > 0x7fffffff) {
    throw new LodgeError('INVALID_ARG', `${seconds} is no number of seconds`)
  }
  await editor.change(where, {
    check: (domain) => void balloonOf(domain),
    live: ({ monitor }, domain) => pollBalloon(monitor, { alias: balloonOf(domain).alias?.name, seconds }),
    edit(domain) {
      balloonOf(domain).stats = seconds > 0 ? { period: seconds } : undefined
    },
  })
}

export async function pollBalloon(
  monitor: Monitor,
  { alias, seconds }: { alias: string | undefined; seconds: number },
): Promise<void> {
  const path = `/machine/peripheral/${alias}`
  await monitor.execute('qom-set', { path, property: 'guest-stats-polling-interval', value: seconds })
}

function balloonOf({ devices }: Domain): Domain['devices']['memballoon'][number] {
  const found = devices.memballoon.find(({ model }) => model !== 'none')
  if (found) return found
  throw new LodgeError('OPERATION_INVALID', 'Memory balloon model must be virtio to set the collection period')
}
