import { expect, it } from 'vitest'
import { deviceOf, optionsOf, planGuest, pretendFacts, problemsOf } from '../../../../test/support/guest.ts'

const pstore = "<pstore backend='acpi-erst'><path>/log</path><size unit='KiB'>8</size></pstore>"
const guest = { facts: { types: [...pretendFacts().types, 'acpi-erst'] }, sections: '<features><acpi/></features>' }

it('is a file behind a device', () => {
  const plan = planGuest(pstore, guest)
  expect(optionsOf(plan, '-object')).toContainEqual({
    'qom-type': 'memory-backend-file',
    id: 'mempstore0',
    'mem-path': '/log',
    size: 8192,
    share: true,
  })
  expect(deviceOf(plan, 'pstore0')).toMatchObject({ driver: 'acpi-erst', memdev: 'mempstore0' })
})

it('is refused without ACPI, and twice', () => {
  expect(problemsOf(pstore, { facts: guest.facts })).toMatchObject([{ code: 'CONFIG_UNSUPPORTED' }])
  expect(problemsOf(pstore + pstore, guest)).toMatchObject([{ code: 'XML_ERROR' }])
})
