import type { Section } from '../section.ts'
import type { World } from '../world.ts'

export const clock: Section = {
  complete({ domain }) {
    domain.clock ??= { timer: [] }
    const { clock } = domain
    clock.offset ??= 'utc'
    if (clock.offset === 'utc' || clock.offset === 'localtime') {
      // a difference in seconds is a clock of its own from then on
      if (clock.adjustment !== undefined && clock.adjustment !== 'reset') {
        clock.basis = clock.offset
        clock.offset = 'variable'
      } else delete clock.basis
    }
    if (clock.offset === 'variable') {
      clock.adjustment ??= '0'
      clock.basis ??= 'utc'
    }
  },
  check(world) {
    const { clock } = world.domain
    if (!clock) return
    const { report } = world
    const { adjustment, offset } = clock
    if (adjustment !== undefined && adjustment !== 'reset' && !/^[+-]?\d{1,15}$/.test(adjustment)) {
      report.invalid(clock, `adjustment='${adjustment.slice(0, 40)}' is neither a number of seconds nor 'reset'`)
    }
    if (offset === 'timezone' && !clock.timezone) report.invalid(clock, "offset='timezone' needs a timezone")
    if (offset === 'absolute' && clock.start === undefined) report.invalid(clock, "offset='absolute' needs a start")
    if (adjustment === 'reset' && offset === 'variable') {
      report.unsupported(clock, "adjustment='reset' goes with offset 'utc' or 'localtime' only")
    }
    checkTimers(world)
  },
}

type Timer = NonNullable<World['domain']['clock']>['timer'][number]

/** Why a timer can't be had as it is described. */
const faults: Partial<Record<Timer['name'], (timer: Timer, world: World) => string | undefined>> = {
  platform: ({ name }) => `QEMU has no timer '${name}'`,
  rtc: ({ tickpolicy, track }) => {
    if (track === 'boot') return "track='boot' is nothing that QEMU knows"
    if (tickpolicy === 'merge' || tickpolicy === 'discard')
      return `tickpolicy='${tickpolicy}' is nothing that QEMU knows`
    return undefined
  },
  pit: ({ tickpolicy }) => (tickpolicy === 'merge' ? "tickpolicy='merge' is nothing that QEMU knows" : undefined),
  tsc: (_, { machine }) => (machine.isX86 ? undefined : `it is a timer of x86, not of ${machine.arch}`),
  kvmclock: (_, { machine }) => (machine.isX86 ? undefined : `it is a timer of x86, not of ${machine.arch}`),
  hypervclock: (_, { machine }) => (machine.isX86 ? undefined : `it is a timer of x86, not of ${machine.arch}`),
  armvtimer: ({ tickpolicy }, { machine }) => {
    if (!machine.isArmVirt) return `it is a timer of ARM's 'virt' machines, not of '${machine.name}'`
    if (tickpolicy === 'catchup' || tickpolicy === 'merge')
      return `tickpolicy='${tickpolicy}' is nothing that QEMU knows`
    return undefined
  },
}

function checkTimers(world: World): void {
  for (const timer of world.domain.clock?.timer ?? []) {
    const fault = faults[timer.name]?.(timer, world)
    if (fault) world.report.unsupported(timer, `timer '${timer.name}': ${fault}`)
  }
}
