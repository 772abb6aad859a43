import { expect, it } from 'vitest'
import { completedXml, optionsOf, planGuest, pretendFacts, problemsOf } from '../../../../test/support/guest.ts'

const facts = {
  types: [...pretendFacts().types, 'sev-guest', 's390-pv-guest'],
  sev: { cbitpos: 47, 'reduced-phys-bits': 1 },
}
const sections = "<launchSecurity type='sev'><policy>1</policy><dhCert>abc</dhCert></launchSecurity>"

it('encrypts the memory as the host’s CPU has it', () => {
  const plan = planGuest('', { sections, facts })
  expect(optionsOf(plan, '-machine')[0]).toContain('confidential-guest-support=lsec0')
  expect(optionsOf(plan, '-object')).toContainEqual({
    'qom-type': 'sev-guest',
    id: 'lsec0',
    cbitpos: 47,
    'reduced-phys-bits': 1,
    policy: 1,
    'dh-cert-file': '/lib/lodge/domain-1-test/dh_cert.base64',
  })
  expect(plan.files).toContainEqual({
    path: '/lib/lodge/domain-1-test/dh_cert.base64',
    content: { text: 'abc' },
    keep: false,
  })
  expect(completedXml('', { sections, facts })).toContain('<cbitpos>47</cbitpos>')
})

it('needs a build and a host that can', () => {
  expect(problemsOf('', { sections }).map(({ message }) => message)).toEqual([
    expect.stringContaining("no sev (object 'sev-guest')"),
    expect.stringContaining('offers no sev'),
  ])
})

it('protects guests of s390x', () => {
  const s390 = "<launchSecurity type='s390-pv'/>"
  expect(optionsOf(planGuest('', { sections: s390, facts }), '-object')).toContainEqual({
    'qom-type': 's390-pv-guest',
    id: 'lsec0',
  })
})
