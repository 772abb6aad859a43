import { expect, it } from 'vitest'
import { completeGuest, deviceOf, optionsOf, planGuest, problemsOf } from '../../../../test/support/guest.ts'

const q35 = { machine: 'q35' }

it('acts as the first one says', () => {
  const plan = planGuest("<watchdog model='i6300esb' action='dump'/>")
  expect(deviceOf(plan, 'watchdog0')).toMatchObject({ driver: 'i6300esb', bus: 'pci.0' })
  expect(optionsOf(plan, '-watchdog-action')).toEqual(['pause'])
})

it('is part of q35', () => {
  expect(completeGuest('', q35).domain.devices.watchdog).toEqual([{ model: 'itco', action: 'reset' }])
  expect(optionsOf(planGuest('', q35), '-global')).toEqual(['ICH9-LPC.noreboot=off'])
})

it.each([
  ['on another machine', "<watchdog model='itco'/>", {}],
  ['on another architecture', "<watchdog model='diag288'/>", {}],
  ['with different actions', "<watchdog model='i6300esb'/><watchdog model='i6300esb' action='pause'/>", {}],
  ['with an address where it has none', "<watchdog model='itco'><address type='isa' iobase='1'/></watchdog>", q35],
])('is refused %s', (_, devices, pretence) => {
  expect(problemsOf(devices, pretence)).toMatchObject([{ code: 'CONFIG_UNSUPPORTED' }])
})
