import { expect, it } from 'vitest'
import { completedXml, optionsOf, planGuest, problemsOf } from '../../../../test/support/guest.ts'

const threads = (sections: string) =>
  (optionsOf(planGuest('', { sections }), '-object') as Record<string, unknown>[]).filter((each) =>
    ['iothread', 'main-loop', 'throttle-group'].includes(String(each['qom-type'])),
  )

it('numbers threads from 1, around those that have a number', () => {
  expect(threads("<iothreads>3</iothreads><iothreadids><iothread id='2'/></iothreadids>").map(({ id }) => id)).toEqual([
    'iothread2',
    'iothread1',
    'iothread3',
  ])
})

it('says how they poll and how many workers they have', () => {
  const sections =
    "<iothreadids><iothread id='1' thread_pool_max='4'><poll max='9' grow='2' shrink='3'/></iothread></iothreadids>" +
    "<defaultiothread thread_pool_min='1'/>"
  expect(threads(sections)).toEqual([
    {
      'qom-type': 'iothread',
      id: 'iothread1',
      'poll-max-ns': 9,
      'poll-grow': 2,
      'poll-shrink': 3,
      'thread-pool-max': 4,
    },
    { 'qom-type': 'main-loop', id: 'main-loop', 'thread-pool-min': 1 },
  ])
  expect(completedXml('', { sections })).toContain('<iothreads>1</iothreads>')
})

it('refuses a number twice', () => {
  const sections = "<iothreadids><iothread id='1'/><iothread id='1'/></iothreadids>"
  expect(problemsOf('', { sections })).toHaveLength(1)
})

it('makes groups of limits that disks share', () => {
  const sections =
    '<throttlegroups><throttlegroup><total_bytes_sec>5</total_bytes_sec><group_name>slow</group_name></throttlegroup></throttlegroups>'
  expect(threads(sections)).toEqual([
    expect.objectContaining({
      id: 'throttle-slow',
      limits: expect.objectContaining({ 'bps-total': 5, 'iops-read': 0 }),
    }),
  ])
})

it('refuses groups without a name, twice the same, and limits that exclude each other', () => {
  const messages = (groups: string) =>
    problemsOf('', { sections: `<throttlegroups>${groups}</throttlegroups>` }).map(({ message }) => message)
  const group = (inner: string) => `<throttlegroup>${inner}</throttlegroup>`
  expect(messages(group('<total_bytes_sec>1</total_bytes_sec>'))).toEqual([expect.stringContaining('<group_name>')])
  expect(messages(group('<group_name>a</group_name>').repeat(2))).toEqual([expect.stringContaining("'a'")])
  const both = '<total_iops_sec>1</total_iops_sec><read_iops_sec>1</read_iops_sec><group_name>a</group_name>'
  expect(messages(group(both))).toEqual([expect.stringContaining('<total_iops_sec>')])
})
