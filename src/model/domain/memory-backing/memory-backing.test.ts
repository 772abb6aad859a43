import { expect, it } from 'vitest'
import { optionsOf, planGuest, problemsOf } from '../../../../test/support/guest.ts'

const main = (sections: string) =>
  (optionsOf(planGuest('', { sections }), '-object') as Record<string, unknown>[]).find(({ id }) => id === 'pc.ram')

const backing = (inner: string) => main(`<memoryBacking>${inner}</memoryBacking>`)

it('takes huge pages from their file system, in a folder of the guest’s own', () => {
  expect(backing('<hugepages/>')).toMatchObject({
    'qom-type': 'memory-backend-file',
    'mem-path': '/dev/hugepages/libvirt/qemu/1-test',
    prealloc: true,
  })
})

it('uses ordinary pages where the size is that of the host', () => {
  expect(backing("<hugepages><page size='4' unit='KiB'/></hugepages>")).toMatchObject({
    'qom-type': 'memory-backend-ram',
  })
})

it('shares a file or an anonymous one with other processes', () => {
  expect(backing("<source type='memfd'/><access mode='shared'/>")).toMatchObject({
    'qom-type': 'memory-backend-memfd',
    share: true,
  })
  expect(backing("<source type='file'/><access mode='shared'/><discard/>")).toMatchObject({
    'mem-path': '/lib/lodge/ram/1-test/pc.ram',
    share: true,
    'discard-data': true,
  })
})

it('has a folder made for what it takes from a file system', () => {
  const folders = (inner: string) =>
    planGuest('', { sections: `<memoryBacking>${inner}</memoryBacking>` }).folders.slice(1)
  expect(folders("<source type='file'/>")).toEqual(['/lib/lodge/ram/1-test'])
  expect(folders('<hugepages/>')).toEqual(['/dev/hugepages/libvirt/qemu/1-test'])
  expect(folders("<source type='memfd'/>")).toEqual([])
})

it('keeps out of swap and apart from other guests', () => {
  const sections = '<memoryBacking><nosharepages/><locked/></memoryBacking>'
  const plan = planGuest('', { sections })
  expect(optionsOf(plan, '-overcommit')).toEqual(['mem-lock=on'])
  expect(optionsOf(plan, '-machine')).toEqual([expect.stringContaining('mem-merge=off')])
})

it('refuses two sizes for all memory, sizes that the host lacks, and cells that are not there', () => {
  const messages = (pages: string) =>
    problemsOf('', { sections: `<memoryBacking><hugepages>${pages}</hugepages></memoryBacking>` }).map(
      ({ message }) => message,
    )
  expect(messages("<page size='2' unit='MiB'/><page size='2' unit='MiB'/>")).toEqual([
    expect.stringContaining('both are for all memory'),
  ])
  expect(messages("<page size='1' unit='GiB'/>")).toEqual([expect.stringContaining('mounted')])
  expect(messages("<page size='2' unit='MiB' nodeset='3'/>")).toEqual([expect.stringContaining('cell 3')])
})
