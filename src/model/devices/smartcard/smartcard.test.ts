import { describe, expect, it } from 'vitest'
import { completedXml, deviceOf, optionsOf, planGuest, problemsOf } from '../../../../test/support/guest.ts'

const certificates = (names: string[]) =>
  `<smartcard mode='host-certificates'>${names.map((name) => `<certificate>${name}</certificate>`).join('')}</smartcard>`

describe('a smartcard', () => {
  it("is the host's, or made of certificates", () => {
    expect(deviceOf(planGuest("<smartcard mode='host'/>"), 'smartcard0')).toMatchObject({
      driver: 'ccid-card-emulated',
      backend: 'nss-emulated',
    })
    expect(deviceOf(planGuest(certificates(['a,b', 'c', 'd'])), 'smartcard0')).toMatchObject({
      ...{ backend: 'certificates', cert1: 'a,b', cert2: 'c', cert3: 'd', db: '/etc/pki/nssdb' },
    })
  })

  it('comes from a client', () => {
    const xml = "<smartcard mode='passthrough' type='spicevmc'/>"
    expect(optionsOf(planGuest(xml), '-chardev')).toContain('spicevmc,id=charsmartcard0,name=smartcard')
    expect(deviceOf(planGuest(xml), 'smartcard0')).toMatchObject({ driver: 'ccid-card-passthru' })
    expect(completedXml(xml)).toContain("<smartcard mode='passthrough' type='spicevmc'")
  })

  it('is refused with too few certificates, or without its backend', () => {
    expect(problemsOf(certificates(['a', 'b']))).toMatchObject([{ code: 'XML_ERROR' }])
    expect(problemsOf("<smartcard mode='passthrough' type='unix'/>")).toMatchObject([{ code: 'INTERNAL_ERROR' }])
  })
})
