import { expect, it } from 'vitest'
import { completedXml, optionsOf, planGuest, problemsOf } from '../../../../test/support/guest.ts'

const guest = (cells: string, more = '') => ({
  memory: '<memory>131072</memory>',
  sections: `<vcpu>4</vcpu>${more}<cpu><numa>${cells}</numa></cpu>`,
})

const two = "<cell cpus='0-1' memory='65536'/><cell cpus='2-3' memory='65536'/>"

it('gives cells as memory of the machine where that is enough', () => {
  expect(optionsOf(planGuest('', guest(two)), '-numa')).toEqual([
    'node,nodeid=0,cpus=0-1,mem=64',
    'node,nodeid=1,cpus=2-3,mem=64',
  ])
})

it('gives each cell an object where one of them needs it', () => {
  const plan = planGuest('', guest(two.replace('/>', " memAccess='shared'/>")))
  expect(optionsOf(plan, '-numa')).toEqual([
    'node,nodeid=0,cpus=0-1,memdev=ram-node0',
    'node,nodeid=1,cpus=2-3,memdev=ram-node1',
  ])
})

it('puts CPUs that no cell names into the first', () => {
  expect(completedXml('', guest("<cell cpus='0' memory='65536'/><cell cpus='2' memory='65536'/>"))).toContain(
    "<cell id='0' cpus='0-1,3'",
  )
})

it('tells all distances once one is told', () => {
  const near = "<cell cpus='0-3' memory='65536'><distances><sibling id='1' value='15'/></distances></cell>"
  const plan = planGuest('', guest(`${near}<cell memory='65536'/>`))
  expect(optionsOf(plan, '-numa').slice(2)).toEqual([
    'dist,src=0,dst=0,val=10',
    'dist,src=0,dst=1,val=15',
    'dist,src=1,dst=0,val=15',
    'dist,src=1,dst=1,val=10',
  ])
})

it('describes caches and links of memory', () => {
  const cache =
    "<cache level='1' associativity='full' policy='writeback'><size value='10'/><line value='8' unit='B'/></cache>"
  const links = "<interconnects><latency initiator='0' target='1' type='read' value='5'/></interconnects>"
  const plan = planGuest('', guest(`<cell cpus='0-3' memory='65536'>${cache}</cell><cell memory='65536'/>${links}`))
  expect(optionsOf(plan, '-machine')).toEqual([expect.stringContaining('hmat=on')])
  expect(optionsOf(plan, '-numa')).toEqual([
    expect.stringContaining('initiator=0'),
    expect.stringContaining('nodeid=1,initiator=0'),
    'hmat-lb,initiator=0,target=1,hierarchy=memory,data-type=read-latency,latency=5',
    'hmat-cache,node-id=0,size=10K,level=1,associativity=complex,policy=write-back,line=8',
  ])
})

it('takes memory from nodes of the host', () => {
  const tune =
    "<numatune><memory mode='strict' nodeset='0-1'/><memnode cellid='1' mode='preferred' nodeset='1'/></numatune>"
  const objects = optionsOf(planGuest('', guest(two, tune)), '-object')
  expect(objects).toContainEqual(expect.objectContaining({ id: 'ram-node0', 'host-nodes': [0, 1], policy: 'bind' }))
  expect(objects).toContainEqual(expect.objectContaining({ id: 'ram-node1', 'host-nodes': [1], policy: 'preferred' }))
})

it('does not start where the host has no such node', () => {
  const tune = "<numatune><memory mode='strict' nodeset='7'/></numatune>"
  expect(problemsOf('', guest(two, tune))).toEqual([])
  expect(() => planGuest('', guest(two, tune))).toThrow(/no NUMA node 7/)
})

it('refuses cells that overlap, ids with gaps, and distances to nowhere', () => {
  const messages = (cells: string) => problemsOf('', guest(cells)).map(({ message }) => message)
  expect(messages("<cell cpus='0-3' memory='65536'/><cell cpus='1' memory='65536'/>")).toEqual([
    expect.stringContaining('CPU 1'),
  ])
  expect(messages("<cell id='1' memory='65536'/><cell id='2' memory='65536'/>")).toEqual([
    expect.stringContaining('0, 1, 2'),
  ])
  expect(messages("<cell memory='131072'><distances><sibling id='4' value='20'/></distances></cell>")).toEqual([
    expect.stringContaining('cell 4'),
  ])
})
