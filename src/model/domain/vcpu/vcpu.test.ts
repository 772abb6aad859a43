import { expect, it } from 'vitest'
import { completedXml, optionsOf, planGuest, problemsOf } from '../../../../test/support/guest.ts'

const smp = (sections: string) => optionsOf(planGuest('', { sections }), '-smp')[0]

it('is a socket each where nothing is said', () => {
  expect(smp('<vcpu>3</vcpu>')).toBe('3,sockets=3,cores=1,threads=1')
  expect(smp("<vcpu current='1'>3</vcpu>")).toBe('1,maxcpus=3,sockets=3,cores=1,threads=1')
})

it('follows the topology, with the levels that the build knows', () => {
  const sections = "<vcpu>4</vcpu><cpu><topology sockets='2' cores='2' threads='1'/></cpu>"
  expect(smp(sections)).toBe('4,sockets=2,cores=2,threads=1')
  const facts = { commandLineOptions: { 'smp-opts': ['dies', 'clusters'] } }
  expect(optionsOf(planGuest('', { sections, facts }), '-smp')[0]).toBe(
    '4,sockets=2,dies=1,clusters=1,cores=2,threads=1',
  )
})

it('starts with those that can’t be taken away', () => {
  const each = [0, 1, 2].map(
    (id) => `<vcpu id='${id}' enabled='${id < 2 ? 'yes' : 'no'}' hotpluggable='${id > 0 ? 'yes' : 'no'}'/>`,
  )
  expect(smp(`<vcpu>3</vcpu><vcpus>${each.join('')}</vcpus>`)).toContain('1,maxcpus=3,')
})

it('plugs in the others before the guest runs, in their order', () => {
  const vcpu = (id: number, rest: string) => `<vcpu id='${id}' enabled='yes' ${rest}/>`
  const each =
    vcpu(0, "hotpluggable='no'") + vcpu(1, "hotpluggable='yes' order='3'") + vcpu(2, "hotpluggable='yes' order='2'")
  const topology = "<cpu><topology sockets='2' cores='2' threads='1'/></cpu>"
  const last = "<vcpu id='3' enabled='no' hotpluggable='yes'/>"
  const plan = planGuest('', { sections: `<vcpu>4</vcpu><vcpus>${each}${last}</vcpus>${topology}` })
  const driver = 'qemu64-x86_64-cpu'
  expect(plan.commands).toEqual([
    { execute: 'device_add', arguments: { driver, id: 'vcpu2', 'socket-id': 1, 'core-id': 0, 'thread-id': 0 } },
    { execute: 'device_add', arguments: { driver, id: 'vcpu1', 'socket-id': 0, 'core-id': 1, 'thread-id': 0 } },
  ])
})

it('writes down one static CPU for a guest that says nothing', () => {
  expect(completedXml('')).toContain("<vcpu placement='static'>1</vcpu>")
})

it('refuses none, too many, and a topology of another size', () => {
  const messages = (sections: string) => problemsOf('', { sections }).map(({ message }) => message)
  expect(messages('<vcpu>0</vcpu>')).toEqual([expect.stringContaining('at least one')])
  expect(messages('<vcpu>256</vcpu>')).toEqual([expect.stringContaining('up to 255')])
  expect(messages("<vcpu>2</vcpu><cpu><topology sockets='3' cores='1' threads='1'/></cpu>")).toEqual([
    expect.stringContaining('room for 3'),
  ])
})

it('schedules no CPU twice and pins no thread that is not there', () => {
  const messages = (tune: string) =>
    problemsOf('', { sections: `<vcpu>2</vcpu><cputune>${tune}</cputune>` }).map(({ message }) => message)
  const sched = (vcpus: string) => `<vcpusched vcpus='${vcpus}' scheduler='fifo' priority='1'/>`
  expect(messages(sched('0-1') + sched('1'))).toEqual([expect.stringContaining('scheduled twice')])
  expect(messages("<iothreadpin iothread='1' cpuset='0'/>")).toEqual([expect.stringContaining('no iothread 1')])
})
