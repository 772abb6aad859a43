import { expect, it } from 'vitest'
import { completedXml, deviceOf, optionsOf, planGuest } from '../../../../test/support/guest.ts'

const rate = "<rng model='virtio'><rate bytes='1024'/><backend model='random'>/dev/hwrng</backend></rng>"

it('is a backend and a device that names it', () => {
  const plan = planGuest(rate)
  expect(optionsOf(plan, '-object')).toContainEqual({ 'qom-type': 'rng-random', id: 'objrng0', filename: '/dev/hwrng' })
  expect(deviceOf(plan, 'rng0')).toMatchObject({
    driver: 'virtio-rng-pci',
    rng: 'objrng0',
    'max-bytes': 1024,
    period: 1000,
    bus: 'pci.0',
  })
})

it('reads /dev/random where no file is named, or nothing of the host at all', () => {
  const backend = (xml: string) => optionsOf(planGuest(`<rng model='virtio'>${xml}</rng>`), '-object')
  expect(backend("<backend model='random'/>")).toContainEqual(expect.objectContaining({ filename: '/dev/random' }))
  expect(backend("<backend model='builtin'/>")).toContainEqual({ 'qom-type': 'rng-builtin', id: 'objrng0' })
})

it('is written as it was read', () => {
  expect(completedXml(rate)).toContain(`    <rng model='virtio'>
      <rate bytes='1024'/>
      <backend model='random'>/dev/hwrng</backend>
      <address type='pci'`)
})
