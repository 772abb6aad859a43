import { expect, it } from 'vitest'
import { completedXml, optionsOf, planGuest, problemsOf } from '../../../../test/support/guest.ts'

it('says what is done when the guest ends', () => {
  expect(completedXml('')).toContain(
    '<on_poweroff>destroy</on_poweroff>\n  <on_reboot>restart</on_reboot>\n  <on_crash>destroy</on_crash>',
  )
  expect(problemsOf('', { sections: '<on_reboot>rename-restart</on_reboot>' })).toHaveLength(1)
})

it('switches sleep states in the south bridge', () => {
  const facts = { deviceProperties: { 'ICH9-LPC': ['disable_s3', 'disable_s4'], PIIX4_PM: ['disable_s3'] } }
  const sections = "<pm><suspend-to-mem enabled='no'/><suspend-to-disk enabled='yes'/></pm>"
  expect(optionsOf(planGuest('', { sections, facts, machine: 'q35' }), '-global')).toEqual(
    expect.arrayContaining(['ICH9-LPC.disable_s3=1', 'ICH9-LPC.disable_s4=0']),
  )
  expect(problemsOf('', { sections, facts }).map(({ message }) => message)).toEqual([
    expect.stringContaining('<suspend-to-disk>'),
  ])
})
