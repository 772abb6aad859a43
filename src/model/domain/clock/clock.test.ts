import { expect, it } from 'vitest'
import { completedXml, optionsOf, planGuest, problemsOf } from '../../../../test/support/guest.ts'

const rtc = (clock: string) => optionsOf(planGuest('', { sections: clock }), '-rtc')[0]

it('counts in UTC, in local time, or from a moment', () => {
  expect(rtc('')).toBe('base=utc')
  expect(rtc("<clock offset='localtime'/>")).toBe('base=localtime')
  expect(rtc("<clock offset='absolute' start='86400'/>")).toBe('base=1970-01-02T00:00:00')
  expect(rtc("<clock offset='variable' adjustment='60' basis='localtime'/>")).toBe('base=2001-09-09T02:47:40')
})

it('takes the zone from the environment', () => {
  const plan = planGuest('', { sections: "<clock offset='timezone' timezone='Europe/Paris'/>" })
  expect(plan.environment.TZ).toBe('Europe/Paris')
})

it('is a clock of its own once it is off by seconds', () => {
  expect(completedXml('', { sections: "<clock offset='utc' adjustment='7'/>" })).toContain(
    "<clock offset='variable' adjustment='7' basis='utc'/>",
  )
})

it('says what becomes of missed ticks', () => {
  expect(rtc("<clock><timer name='rtc' tickpolicy='catchup' track='guest'/></clock>")).toBe(
    'base=utc,clock=vm,driftfix=slew',
  )
  const facts = { deviceProperties: { 'kvm-pit': ['lost_tick_policy'] } }
  const plan = planGuest('', { sections: "<clock><timer name='pit' tickpolicy='discard'/></clock>", facts })
  expect(optionsOf(plan, '-global')).toEqual(['kvm-pit.lost_tick_policy=discard'])
})

it('tells the machine about its HPET and the CPU about KVM’s clock', () => {
  const facts = { objectProperties: { 'generic-pc-machine': ['hpet'] } }
  const sections = "<clock><timer name='hpet' present='no'/><timer name='kvmclock' present='no'/></clock>"
  const plan = planGuest('', { sections, facts })
  expect(optionsOf(plan, '-machine')).toEqual([expect.stringContaining('hpet=off')])
  expect(optionsOf(plan, '-cpu')).toEqual(['qemu64,kvmclock=off'])
})

it('refuses what QEMU has not', () => {
  const messages = (clock: string) => problemsOf('', { sections: clock }).map(({ message }) => message)
  expect(messages("<clock offset='timezone'/>")).toEqual([expect.stringContaining('timezone')])
  expect(messages("<clock offset='variable' adjustment='soon'/>")).toEqual([expect.stringContaining("'soon'")])
  expect(messages("<clock><timer name='rtc' tickpolicy='merge'/></clock>")).toEqual([expect.stringContaining('merge')])
})
