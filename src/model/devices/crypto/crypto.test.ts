import { expect, it } from 'vitest'
import { deviceOf, optionsOf, planGuest, pretendFacts, problemsOf } from '../../../../test/support/guest.ts'

const crypto = "<crypto model='virtio' type='qemu'><backend model='builtin' queues='2'/></crypto>"

it('is a device before a backend', () => {
  const plan = planGuest(crypto, {
    facts: { types: [...pretendFacts().types, 'virtio-crypto-pci', 'cryptodev-backend-builtin'] },
  })
  expect(optionsOf(plan, '-object')).toContainEqual({
    'qom-type': 'cryptodev-backend-builtin',
    id: 'objcrypto0',
    queues: 2,
  })
  expect(deviceOf(plan, 'crypto0')).toMatchObject({ driver: 'virtio-crypto-pci', cryptodev: 'objcrypto0' })
})

it('is refused where QEMU has not both', () => {
  expect(problemsOf(crypto)).toMatchObject([{ code: 'CONFIG_UNSUPPORTED' }])
  expect(problemsOf(crypto, { facts: { types: [...pretendFacts().types, 'virtio-crypto-pci'] } })).toMatchObject([
    { code: 'CONFIG_UNSUPPORTED' },
  ])
})
