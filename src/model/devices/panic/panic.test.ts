import { expect, it } from 'vitest'
import { completeGuest, optionsOf, planGuest, problemsOf } from '../../../../test/support/guest.ts'

it('is a device of the board, with a port of its own where one is named', () => {
  const isa = "<panic model='isa'><address type='isa' iobase='0x505'/></panic>"
  expect(optionsOf(planGuest(isa), '-device')).toContainEqual({ driver: 'pvpanic', ioport: 0x505 })
  expect(completeGuest('<panic/>').domain.devices.panic).toEqual([{ model: 'isa' }])
})

it('is there where the firmware reports crashes by itself', () => {
  const models = (arch: string) => completeGuest('', { arch }).domain.devices.panic.map(({ model }) => model)
  expect([...models('s390x'), ...models('ppc64'), ...models('x86_64')]).toEqual(['s390', 'pseries'])
})

it.each([
  ['twice', '<panic/><panic/>', {}],
  ['on another architecture', "<panic model='s390'/>", {}],
  [
    'with an address where it has none',
    "<panic model='s390'><address type='ccw' devno='1'/></panic>",
    { arch: 's390x' },
  ],
])('is refused %s', (_, devices, pretence) => {
  expect(problemsOf(devices, pretence)).toMatchObject([{ code: 'CONFIG_UNSUPPORTED' }])
})
