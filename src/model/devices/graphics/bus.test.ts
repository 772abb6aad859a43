import { expect, it } from 'vitest'
import { completeGuest, planGuest } from '../../../../test/support/guest.ts'
import { launchPlan } from '../../domain/index.ts'

const configuration = (name: string): string => {
  const world = completeGuest("<graphics type='dbus'/>")
  world.domain.name = name
  const [bus] = launchPlan(world, { id: 1 }).processes
  const content = bus?.files?.[0]?.content
  return content && 'text' in content ? content.text : ''
}

it('has a message bus of its own, unless the definition names one', () => {
  const { processes } = planGuest("<graphics type='dbus'/>")
  const socket = '/run/lodge/dbus/1-test-dbus.sock'
  expect(processes).toMatchObject([{ name: 'dbus', user: 'guest', begin: { by: 'telling', socket } }])
  expect(configuration('test')).toContain(`<listen>unix:path=${socket}</listen>`)
  for (const other of ["address='unix:path=/bus'", "p2p='yes'"]) {
    expect(planGuest(`<graphics type='dbus' ${other}/>`).processes).toEqual([])
  }
})

it('takes nothing in the name of a guest for configuration', () => {
  const text = configuration("a</listen>,guid='b")
  expect(text).toContain('<listen>unix:path=/run/lodge/dbus/1-a%3C_listen%3E%2Cguid%3D%27b-dbus.sock</listen>')
  expect(text).toContain('&lt;')
  expect(text.match(/<listen>/g)).toHaveLength(1)
})
