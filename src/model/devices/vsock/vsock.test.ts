import { expect, it } from 'vitest'
import { completedXml, deviceOf, planGuest, pretendFacts, problemsOf } from '../../../../test/support/guest.ts'

const facts = { types: [...pretendFacts().types, 'vhost-vsock-pci'] }

it('has a number of its own, or one that the host chooses', () => {
  const named = "<vsock><cid address='7'/></vsock>"
  expect(deviceOf(planGuest(named, { facts }), 'vsock0')).toMatchObject({ driver: 'vhost-vsock-pci', 'guest-cid': 7 })
  expect(completedXml(named, { facts })).toContain("<cid auto='no' address='7'/>")
  const chosen = planGuest("<vsock><cid auto='yes'/></vsock>", { facts })
  expect(deviceOf(chosen, 'vsock0')).toMatchObject({ 'guest-cid': 42, vhostfd: expect.any(String) })
})

it.each([
  ['with a number that means the host', "<vsock><cid address='2'/></vsock>"],
  ['twice', "<vsock><cid auto='yes'/></vsock>".repeat(2)],
])('is refused %s', (_, devices) => {
  expect(problemsOf(devices, { facts })).toMatchObject([{ code: 'XML_ERROR' }])
})

it('is refused where QEMU has none', () => {
  expect(problemsOf("<vsock><cid auto='yes'/></vsock>")).toMatchObject([{ code: 'CONFIG_UNSUPPORTED' }])
})

it('is not started without a number', () => {
  expect(problemsOf('<vsock/>', { facts })).toEqual([])
  expect(() => planGuest('<vsock/>', { facts })).toThrow('<cid')
})
