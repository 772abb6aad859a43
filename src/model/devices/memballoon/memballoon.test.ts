import { expect, it } from 'vitest'
import { completeGuest, deviceOf, planGuest, problemsOf } from '../../../../test/support/guest.ts'

it('is there unless a guest says no', () => {
  expect(completeGuest("<memballoon model='none'/>").domain.devices.memballoon).toEqual([{ model: 'none' }])
  const plan = planGuest("<memballoon model='virtio' autodeflate='on' freePageReporting='off'/>")
  expect(deviceOf(plan, 'balloon0')).toMatchObject({
    driver: 'virtio-balloon-pci',
    'deflate-on-oom': true,
    'free-page-reporting': false,
  })
})

it('is refused twice, or as the balloon of another hypervisor', () => {
  expect(problemsOf("<memballoon model='none'/><memballoon model='none'/>")).toMatchObject([{ code: 'XML_ERROR' }])
  expect(problemsOf("<memballoon model='xen'/>")).toMatchObject([{ code: 'CONFIG_UNSUPPORTED' }])
})

it('is asked for what the guest is not to use, when it starts', () => {
  const planOf = (balloon: string) =>
    planGuest(balloon, { memory: "<memory unit='KiB'>65536</memory><currentMemory unit='KiB'>32768</currentMemory>" })
  expect(planOf("<memballoon model='virtio'/>").commands).toEqual([
    { execute: 'balloon', arguments: { value: 32768 * 1024 } },
  ])
  expect(planOf("<memballoon model='none'/>").commands).toEqual([])
})

it('asks the guest as often as it is told to', () => {
  const set = { path: '/machine/peripheral/balloon0', property: 'guest-stats-polling-interval', value: 5 }
  const plan = planGuest("<memballoon model='virtio'><stats period='5'/></memballoon>")
  expect(plan.commands).toEqual([{ execute: 'qom-set', arguments: set }])
  expect(planGuest("<memballoon model='virtio'/>").commands).toEqual([])
})
