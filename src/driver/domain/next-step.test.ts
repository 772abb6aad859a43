import { expect, test } from 'vitest'
import type { DomainState } from '../../api/index.ts'
import type { Endings } from './endings.ts'
import { stepAfter, stepFound } from './next-step.ts'

const usual: Endings = { poweroff: 'destroy', reboot: 'restart', crash: 'destroy' }

interface Known {
  endings?: Partial<Endings>
  restartsOnce?: boolean
  state?: DomainState
  ending?: string
}

function known({ endings = {}, restartsOnce, state = 'running', ending }: Known) {
  return { endings: { ...usual, ...endings }, restartsOnce, state: { state, reason: 'unknown' }, ending }
}

const off = { guest: true, reason: 'guest-shutdown' }
const reset = { guest: true, reason: 'guest-reset' }

test.each<[event: string, data: Record<string, unknown>, Known, step: string | undefined]>([
  ['SHUTDOWN', off, {}, 'destroy'],
  ['SHUTDOWN', off, { endings: { poweroff: 'restart' } }, 'restart'],
  ['SHUTDOWN', off, { endings: { poweroff: 'preserve' } }, 'preserve'],
  ['SHUTDOWN', off, { restartsOnce: true }, 'restart'],
  ['SHUTDOWN', off, { restartsOnce: true, endings: { poweroff: 'preserve' } }, 'restart'],
  ['SHUTDOWN', reset, { endings: { reboot: 'destroy' } }, 'destroy'],
  ['SHUTDOWN', reset, { endings: { reboot: 'preserve', poweroff: 'restart' } }, 'preserve'],
  ['SHUTDOWN', { guest: true, reason: 'guest-panic' }, { endings: { poweroff: 'restart' } }, undefined],
  ['SHUTDOWN', { guest: false, reason: 'host-signal' }, { restartsOnce: true }, undefined],
  ['GUEST_PANICKED', { action: 'pause' }, {}, 'destroy'],
  ['GUEST_PANICKED', { action: 'pause' }, { endings: { crash: 'coredump-restart' } }, 'coredump-restart'],
  ['GUEST_PANICKED', { action: 'poweroff' }, {}, undefined],
  ['GUEST_PANICKED', { action: 'run' }, { endings: { crash: 'restart' } }, undefined],
  ['WATCHDOG', { action: 'pause' }, {}, undefined],
  ['WATCHDOG', { action: 'pause' }, { endings: { watchdog: 'dump' } }, 'dump'],
  ['WATCHDOG', { action: 'reset' }, { endings: { watchdog: 'dump' } }, undefined],
  ['STOP', {}, { restartsOnce: true }, undefined],
])('after %s %o of %o: %s', (event, data, guest, step) => {
  expect(stepAfter({ event, data }, known(guest))).toBe(step)
})

test.each<[runState: string, Known, step: string | undefined]>([
  ['running', { restartsOnce: true }, undefined],
  ['paused', {}, undefined],
  ['shutdown', {}, 'destroy'],
  ['shutdown', { restartsOnce: true }, 'restart'],
  ['shutdown', { endings: { poweroff: 'restart' } }, 'restart'],
  ['shutdown', { endings: { poweroff: 'preserve' } }, 'preserve'],
  ['shutdown', { endings: { poweroff: 'destroy', reboot: 'destroy' } }, 'destroy'],
  // It may have switched itself off, or restarted itself.
  ['shutdown', { endings: { poweroff: 'destroy', reboot: 'preserve' } }, 'preserve'],
  ['shutdown', { endings: { poweroff: 'preserve', reboot: 'destroy' } }, 'preserve'],
  ['guest-panicked', {}, 'destroy'],
  ['guest-panicked', { endings: { crash: 'restart' }, state: 'crashed' }, 'restart'],
  ['guest-panicked', { endings: { crash: 'coredump-destroy' }, restartsOnce: true }, 'coredump-destroy'],
  ['watchdog', { state: 'paused' }, undefined],
  ['watchdog', { state: 'paused', endings: { watchdog: 'dump' } }, 'dump'],
  ['prelaunch', { state: 'paused' }, undefined],
  ['prelaunch', {}, 'cont'],
  ['prelaunch', { state: 'crashed' }, 'cont'],
  ['prelaunch', { restartsOnce: true }, 'cont'],
  ['running', { ending: 'destroyed' }, 'terminate'],
  ['shutdown', { ending: 'destroyed', restartsOnce: true }, 'terminate'],
])('found %s, of %o: %s', (runState, guest, step) => {
  expect(stepFound(runState, known(guest))).toBe(step)
})
