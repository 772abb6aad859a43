import { expect, it } from 'vitest'
import { optionsOf, planGuest, pretendFacts, problemsOf } from '../../../../test/support/guest.ts'

const pseries = {
  arch: 'ppc64',
  facts: { types: [...pretendFacts('ppc64').types, 'spapr-nvram', 'qemu-xhci', 'spapr-pci-host-bridge'] },
}

it('is where its address says, or at its own first register', () => {
  expect(optionsOf(planGuest('<nvram/>', pseries), '-global')).toEqual(['spapr-nvram.reg=0x3000'])
  const named = "<nvram><address type='spapr-vio' reg='0x4000'/></nvram>"
  expect(optionsOf(planGuest(named, pseries), '-global')).toEqual(['spapr-nvram.reg=0x4000'])
})

it('is refused on other machines, and twice', () => {
  expect(problemsOf('<nvram/>')).toMatchObject([{ code: 'CONFIG_UNSUPPORTED' }])
  expect(problemsOf('<nvram/><nvram/>', pseries)).toMatchObject([{ code: 'XML_ERROR' }])
})
