import { expect, it } from 'vitest'
import { deviceOf, planGuest } from '../../../../test/support/guest.ts'

it('takes a port and has ports for others', () => {
  const plan = planGuest("<hub type='usb'/><input type='tablet' bus='usb'/>")
  expect(deviceOf(plan, 'hub0')).toEqual({ driver: 'usb-hub', id: 'hub0', bus: 'usb.0', port: '1' })
  expect(deviceOf(plan, 'input0')).toMatchObject({ port: '2' })
})
