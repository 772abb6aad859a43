import { expect, test } from 'vitest'
import { factsFromConversation } from './index.ts'

const entity = (name: string, kind: string, more: object = {}) => ({ name, 'meta-type': kind, ...more })

const schema = [
  entity('blockdev-add', 'command', { 'arg-type': '1' }),
  entity('1', 'object', {
    members: [{ name: 'driver', type: '2' }, { name: 'node-name' }],
    tag: 'driver',
    variants: [
      { case: 'file', type: '3' },
      { case: 'raw', type: '5' },
    ],
  }),
  entity('2', 'enum', { values: ['file', 'raw'] }),
  entity('3', 'object', { members: [{ name: 'aio', type: '4' }, { name: 'filename' }] }),
  entity('4', 'enum', { values: ['threads', 'io_uring'] }),
  entity('5', 'object', { members: [{ name: 'file', type: '6' }] }),
  entity('6', 'alternate', { members: [{ type: '1' }, { type: 'str' }] }),
  entity('device_add', 'command', { 'arg-type': '7', features: ['json-cli'] }),
  entity('7', 'object', { members: [{ name: 'driver' }, { name: 'id', features: ['deprecated'] }] }),
  entity('SHUTDOWN', 'event', { 'arg-type': '8' }),
]

const machines = [
  { name: 'pc-i440fx-7.2', alias: 'pc', 'is-default': true, 'cpu-max': 255, 'hotpluggable-cpus': true },
  { name: 'virt-7.2', alias: 'virt', 'cpu-max': 512, 'hotpluggable-cpus': false, deprecated: true },
]

function conversation(accelerator: 'kvm' | 'tcg', model: string, props: object): unknown[] {
  const cpus = [{ name: model, typename: `${model}-x86_64-cpu`, 'unavailable-features': ['avx'] }]
  return [
    ['qmp_capabilities', {}],
    ['query-version', { qemu: { major: 7, minor: 2, micro: 1 }, package: 'Debian' }],
    ['query-target', { arch: 'x86_64' }],
    ['query-kvm', { enabled: accelerator === 'kvm', present: true }],
    ['query-qmp-schema', schema],
    ['qom-list-types', [{ name: 'tcg-accel' }, { name: 'kvm-accel' }, { name: 'qtest-accel' }, { name: 'VGA' }]],
    ['query-machines', machines],
    ['query-cpu-definitions', cpus],
    ['query-cpu-model-expansion', { model: { name: 'base', props } }, { type: 'static', model: { name: model } }],
    [
      'query-cpu-model-expansion',
      { model: { name: 'base', props: { ...props, invtsc: true } } },
      { type: 'static', model: { name: model, props: { migratable: false } } },
    ],
    ['device-list-properties', [{ name: 'vgamem_mb', type: 'uint32' }], { typename: 'VGA' }],
    ['qom-list-properties', [{ name: 'gic-version', type: 'string' }], { typename: 'virt-7.2-machine' }],
  ].flatMap(([execute, reply, args]) => [{ execute, arguments: args }, { return: reply }])
}

const text = [
  ...conversation('kvm', 'host', { vmx: true, invtsc: false }),
  ...conversation('tcg', 'max', { vmx: false }),
]
  .map((value) => JSON.stringify(value, null, 2))
  .join('\n\n')

test('facts of a recorded conversation', async () => {
  const facts = await factsFromConversation(text, '/usr/bin/qemu-system-x86_64')
  expect(facts).toMatchObject({
    binary: '/usr/bin/qemu-system-x86_64',
    version: { major: 7, minor: 2, micro: 1, package: 'Debian' },
    target: 'x86_64',
    accelerators: ['kvm', 'tcg'],
    kvm: { enabled: true, present: true },
    deviceProperties: { VGA: ['vgamem_mb'] },
    objectProperties: { 'virt-machine': ['gic-version'] },
    migrationCapabilities: [],
  })
  expect(facts.byAccelerator.kvm?.machines[0]).toMatchObject({ name: 'pc-i440fx-7.2', alias: 'pc', default: true })
  expect(facts.byAccelerator.kvm?.cpus[0]).toMatchObject({ name: 'host', unavailable: ['avx'], deprecated: false })
  expect(facts.byAccelerator.kvm?.hostCpu).toEqual({ name: 'base', props: { vmx: true, invtsc: false } })
  expect(facts.byAccelerator.kvm?.hostCpuNotMigratable).toEqual(['invtsc'])
  expect(facts.byAccelerator.tcg?.hostCpu?.props).toEqual({ vmx: false })
})

test('the schema as paths', async () => {
  const { schema } = await factsFromConversation(text, 'x')
  expect(schema).toEqual([
    'SHUTDOWN',
    'blockdev-add',
    'blockdev-add/driver',
    'blockdev-add/file',
    'blockdev-add/file/aio',
    'blockdev-add/file/aio/^io_uring',
    'blockdev-add/file/aio/^threads',
    'blockdev-add/file/filename',
    'blockdev-add/node-name',
    'blockdev-add/raw',
    'blockdev-add/raw/file',
    'device_add',
    'device_add/$json-cli',
    'device_add/driver',
    'device_add/id',
    'device_add/id/$deprecated',
  ])
})

test('what is no recording is refused', async () => {
  await expect(factsFromConversation('{"return": {}}', 'x')).rejects.toMatchObject({ code: 'INVALID_ARG' })
})
