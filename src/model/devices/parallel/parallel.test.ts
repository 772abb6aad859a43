import { expect, it } from 'vitest'
import { deviceOf, optionsOf, planGuest, problemsOf } from '../../../../test/support/guest.ts'

const port = "<parallel type='dev'><source path='/dev/parport0'/></parallel>"

it('is a backend and a port, the backend a parallel one too', () => {
  expect(optionsOf(planGuest(port), '-chardev')).toContain('parallel,id=charparallel0,path=/dev/parport0')
  expect(deviceOf(planGuest(port), 'parallel0')).toEqual({
    driver: 'isa-parallel',
    chardev: 'charparallel0',
    id: 'parallel0',
  })
})

it('is refused where there is no ISA', () => {
  expect(problemsOf(port, { arch: 's390x' })).toMatchObject([{ code: 'CONFIG_UNSUPPORTED' }])
})
