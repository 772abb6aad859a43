import { expect, it } from 'vitest'
import { deviceOf, guestXml, optionsOf, pretendHost } from '../../../../test/support/guest.ts'
import { checkDomain, completeDomain, formatDomain, launchPlan, parseDomain } from '../index.ts'

const uri = 'http://libvirt.org/schemas/domain/qemu/1.0'

function world(inner: string, prefix = 'qemu') {
  const xml = guestXml("<memballoon model='virtio'/>")
    .replace('<domain', `<domain xmlns:${prefix}='${uri}'`)
    .replace('</domain>', `${inner}</domain>`)
  return completeDomain(parseDomain(xml), pretendHost())
}

it('hands arguments and environment over, whatever the prefix is called', () => {
  const own = world("<q:commandline><q:arg value='-foo'/><q:env name='A' value='b'/></q:commandline>", 'q')
  const plan = launchPlan(own, { id: 1 })
  expect(plan.arguments.map(({ option }) => option)).toContain('-foo')
  expect(plan.environment.A).toBe('b')
  expect(formatDomain(own.domain)).toContain("<qemu:arg value='-foo'/>")
})

it('sets and takes away properties of a device', () => {
  const property = (rest: string) => `<qemu:property name='${rest}'/>`
  const frontend = property("deflate-on-oom' type='bool' value='true") + property("bus' type='remove")
  const plan = launchPlan(
    world(
      `<qemu:override><qemu:device alias='balloon0'><qemu:frontend>${frontend}</qemu:frontend></qemu:device></qemu:override>`,
    ),
    { id: 1 },
  )
  expect(deviceOf(plan, 'balloon0')).toMatchObject({ 'deflate-on-oom': true })
  expect(deviceOf(plan, 'balloon0')).not.toHaveProperty('bus')
})

it('hides deprecated output', () => {
  const plan = launchPlan(world("<qemu:deprecation behavior='reject'/>"), { id: 1 })
  expect(optionsOf(plan, '-compat')).toEqual(['deprecated-output=hide,deprecated-input=reject'])
})

it('refuses names that no environment has, and values of another type', () => {
  const frontend = "<qemu:frontend><qemu:property name='x' type='unsigned' value='-1'/></qemu:frontend>"
  const own = world(
    `<qemu:commandline><qemu:env name='A=B'/></qemu:commandline><qemu:override><qemu:device alias='a'>${frontend}</qemu:device></qemu:override>`,
  )
  checkDomain(own)
  expect(own.report.problems).toHaveLength(2)
})
