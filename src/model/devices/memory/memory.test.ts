import { expect, it } from 'vitest'
import { completeGuest, deviceOf, optionsOf, planGuest, problemsOf } from '../../../../test/support/guest.ts'

const numa = "<cpu><numa><cell id='0' cpus='0' memory='1048576'/></numa></cpu>"
const guest = {
  memory: "<maxMemory slots='4' unit='GiB'>8</maxMemory><memory unit='MiB'>1024</memory>",
  sections: numa,
}
const module = (model: string, inside: string, source = '') =>
  `<memory model='${model}'>${source}<target>${inside}</target></memory>`
const size = "<size unit='MiB'>256</size><node>0</node>"

it('is a backend and a device in the first free slot', () => {
  const plan = planGuest(module('dimm', size) + module('dimm', size), guest)
  expect(optionsOf(plan, '-object')).toContainEqual({
    'qom-type': 'memory-backend-ram',
    id: 'memdimm1',
    size: 268435456,
  })
  expect(deviceOf(plan, 'dimm1')).toEqual({ driver: 'pc-dimm', node: 0, memdev: 'memdimm1', slot: 1, id: 'dimm1' })
})

it('is taken in whole granules of the machine', () => {
  const odd = "<size unit='KiB'>523264</size><node>0</node>"
  const plan = planGuest(module('nvdimm', odd, '<source><path>/pmem</path></source>'), guest)
  expect(optionsOf(plan, '-object')).toContainEqual(
    expect.objectContaining({ id: 'memnvdimm0', size: 536870912, 'mem-path': '/pmem' }),
  )
  expect(optionsOf(plan, '-machine')).toEqual([expect.stringContaining('nvdimm=on')])
})

it('is plugged bit by bit where it is virtio-mem', () => {
  const inside = `${size}<block unit='MiB'>2</block><requested unit='MiB'>128</requested>`
  expect(deviceOf(planGuest(module('virtio-mem', inside), guest), 'virtiomem0')).toMatchObject({
    driver: 'virtio-mem-pci',
    'block-size': 2 << 20,
    'requested-size': 128 << 20,
  })
})

it.each([
  ['without a size', module('dimm', '<node>0</node>'), '<size>'],
  ['in a cell that is not there', module('dimm', "<size unit='MiB'>256</size><node>3</node>"), 'cell 3'],
  ['without its file', module('nvdimm', size), '<path>'],
  ['without blocks', module('virtio-mem', size), '<block>'],
])('is refused %s', (_, devices, message) => {
  expect(
    problemsOf(devices, guest)
      .map((problem) => problem.message)
      .join('\n'),
  ).toContain(message)
})

it('is refused over another', () => {
  const at = (base: string) =>
    module(
      'virtio-mem',
      `${size}<block unit='MiB'>2</block><requested unit='MiB'>0</requested><address base='${base}'/>`,
    )
  expect(problemsOf(at('0x140000000') + at('0x148000000'), guest)[0]?.message).toContain('lies over')
  expect(problemsOf(at('0x140000000') + at('0x150000000'), guest)).toEqual([])
})

it('keeps what it was given', () => {
  expect(completeGuest(module('dimm', size), guest).domain.devices.memory[0]?.address).toEqual({
    type: 'dimm',
    slot: 0,
  })
})
