import type { Part } from '../../qemu/part.ts'
import type { Emitter } from '../section.ts'
import type { World } from '../world.ts'

const clocks: Record<string, string> = { guest: 'vm', wall: 'host', realtime: 'rt' }

export const rtcOption: Emitter = (world) => {
  const rtc = world.domain.clock?.timer.find(({ name }) => name === 'rtc')
  return [
    {
      make: 'keyval',
      option: '-rtc',
      props: {
        base: baseOf(world),
        clock: rtc?.track && clocks[rtc.track],
        driftfix: rtc?.tickpolicy === 'catchup' ? 'slew' : undefined,
      },
    },
  ]
}

function baseOf({ domain: { clock }, host }: World): string {
  switch (clock?.offset) {
    case 'localtime':
    case 'timezone':
      return 'localtime'
    case 'absolute':
      return moment(clock.start ?? 0)
    case 'variable': {
      const basis = clock.basis === 'localtime' ? host.utcOffset() : 0
      return moment(host.now() + basis + Number(clock.adjustment ?? 0))
    }
    default:
      return 'utc'
  }
}

/** QEMU takes a date and a time without a zone. */
function moment(seconds: number): string {
  const date = new Date(seconds * 1000)
  return Number.isNaN(date.getTime()) ? 'utc' : date.toISOString().slice(0, 19)
}

/** What timers say outside of `-rtc`, the CPU and the machine. */
export const timerOptions: Emitter = ({ domain, qemu }) =>
  (domain.clock?.timer ?? []).flatMap(({ name, tickpolicy, present }): Part[] => {
    if (
      name === 'pit' &&
      qemu.deviceHas('kvm-pit', 'lost_tick_policy') &&
      (tickpolicy === 'delay' || tickpolicy === 'discard')
    ) {
      return [{ make: 'option', option: '-global', value: `kvm-pit.lost_tick_policy=${tickpolicy}` }]
    }
    if (name === 'hpet' && present === false && !qemu.objectHas('generic-pc-machine', 'hpet')) {
      return [{ make: 'option', option: '-no-hpet' }]
    }
    return []
  })
