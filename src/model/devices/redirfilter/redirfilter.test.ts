import { expect, it } from 'vitest'
import { completedXml, planGuest, problemsOf } from '../../../../test/support/guest.ts'

const filter = (rule: string) => `<redirfilter><usbdev ${rule} allow='yes'/></redirfilter>`

it('is written with what it says, without what may be anything', () => {
  expect(completedXml(filter("class='0x3' vendor='-1' version='1.1'"))).toContain(
    "<usbdev class='0x03' version='1.10' allow='yes'/>",
  )
})

it('is no device', () => {
  const values = (xml: string) => planGuest(xml).arguments.map(({ value }) => value)
  expect(values(filter(''))).toEqual(values(''))
})

it('is refused twice', () => {
  expect(problemsOf(filter('') + filter(''))).toMatchObject([{ code: 'INTERNAL_ERROR' }])
})
