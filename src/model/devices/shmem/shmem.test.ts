import { expect, it } from 'vitest'
import {
  completedXml,
  deviceOf,
  optionsOf,
  planGuest,
  pretendFacts,
  problemsOf,
} from '../../../../test/support/guest.ts'

const facts = { types: [...pretendFacts().types, 'ivshmem-plain', 'ivshmem-doorbell'] }
const plain = (size = '', name = 'pool') =>
  `<shmem name='${name}' role='peer'><model type='ivshmem-plain'/>${size}</shmem>`

it('is a file in memory that others open too', () => {
  const plan = planGuest(plain("<size unit='KiB'>2048</size>"), { facts })
  expect(optionsOf(plan, '-object')).toContainEqual({
    'qom-type': 'memory-backend-file',
    id: 'shmmem-shmem0',
    'mem-path': '/dev/shm/pool',
    size: 2 ** 21,
    share: true,
  })
  expect(deviceOf(plan, 'shmem0')).toMatchObject({ memdev: 'shmmem-shmem0', master: 'off' })
  expect(completedXml(plain(), { facts })).toContain("<size unit='M'>4</size>")
})

it('may come from a server', () => {
  const doorbell = "<shmem name='s'><model type='ivshmem-doorbell'/><server path='/s,ock'/><msi vectors='8'/></shmem>"
  const plan = planGuest(doorbell, { facts })
  expect(deviceOf(plan, 'shmem0')).toMatchObject({ chardev: 'charshmem0', vectors: 8, ioeventfd: true })
  expect(optionsOf(plan, '-chardev')).toContain('socket,id=charshmem0,path=/s,,ock')
})

it.each([
  ['with a size that is no power of two', plain("<size unit='M'>3</size>"), 'XML_ERROR'],
  ['with too little', plain("<size unit='KiB'>16</size>"), 'XML_ERROR'],
  ['with a name that leads elsewhere', plain('', '../etc'), 'XML_ERROR'],
  ['without a server', "<shmem name='s'><model type='ivshmem-doorbell'/></shmem>", 'CONFIG_UNSUPPORTED'],
  ['as the model of old', "<shmem name='s'/>", 'CONFIG_UNSUPPORTED'],
])('is refused %s', (_, devices, code) => {
  expect(problemsOf(devices, { facts })).toMatchObject([{ code }])
})

it('is not started with an address of another bus', () => {
  const isa = plain("<address type='isa'/>")
  expect(problemsOf(isa, { facts })).toEqual([])
  expect(() => planGuest(isa, { facts })).toThrow("address of type 'pci'")
})
