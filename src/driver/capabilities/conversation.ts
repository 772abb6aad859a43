import type { AcceleratorFacts, CpuExpansion, CpuFacts, MachineFacts, QemuFacts } from '../../model/qemu/facts.ts'
import type { CpuDefinitionReply, MachineReply, Monitor, PropertyReply } from '../qmp/index.ts'
import { QmpError } from '../qmp/index.ts'
import { devicesToAskAbout, machineTypesToAskAbout, objectsToAskAbout } from './questions.ts'
import { schemaPaths } from './schema.ts'

/**
 * Asks one QEMU everything. Where KVM is on, `underTcg` has a second QEMU of the same binary asked without it; it may
 * have none.
 */
export async function probeConversation(
  monitor: Monitor,
  {
    binary,
    underTcg,
  }: { binary: string; underTcg: <T>(ask: (monitor: Monitor) => Promise<T>) => Promise<T | undefined> },
): Promise<QemuFacts> {
  const [version, target, schema, kvm, types] = await Promise.all([
    monitor.execute('query-version'),
    monitor.execute('query-target'),
    monitor.execute('query-qmp-schema'),
    orAbsent(monitor.execute('query-kvm')),
    monitor.execute('qom-list-types'),
  ])
  const names = types.map(({ name }) => name).sort()
  const offered = acceleratorsAmong(names, kvm?.present ?? false)
  const accelerator = kvm?.enabled ? 'kvm' : 'tcg'
  const [main, tcg, deviceProperties, objectProperties, options, capabilities, tpmModels, tpmTypes, gic, sev, sgx] =
    await Promise.all([
      askAccelerator(monitor, accelerator, target.arch),
      kvm?.enabled && offered.includes('tcg')
        ? underTcg((other) => askAccelerator(other, 'tcg', target.arch))
        : undefined,
      propertyNames(devicesToAskAbout, (typename) => monitor.execute('device-list-properties', { typename })),
      propertyNames(objectsToAskAbout, (typename) => monitor.execute('qom-list-properties', { typename })),
      orAbsent(monitor.execute('query-command-line-options')),
      orAbsent(monitor.execute('query-migrate-capabilities')),
      orAbsent(monitor.execute('query-tpm-models')),
      orAbsent(monitor.execute('query-tpm-types')),
      orAbsent(monitor.execute('query-gic-capabilities')),
      orAbsent(monitor.execute('query-sev-capabilities')),
      orAbsent(monitor.execute('query-sgx-capabilities')),
    ])
  for (const { family, typename } of machineTypesToAskAbout(main.machines)) {
    const properties = await orAbsent(monitor.execute('qom-list-properties', { typename }))
    if (properties) objectProperties[family] = namesOf(properties)
  }
  return {
    binary,
    version: { ...version.qemu, package: version.package },
    target: target.arch,
    accelerators: offered,
    kvm: kvm ?? { present: false, enabled: false },
    types: names,
    deviceProperties,
    objectProperties,
    byAccelerator: kvm?.enabled ? { kvm: main, tcg } : { tcg: main },
    commandLineOptions: Object.fromEntries(options?.map((o) => [o.option, o.parameters.map(({ name }) => name)]) ?? []),
    schema: schemaPaths(schema),
    migrationCapabilities: capabilities?.map(({ capability }) => capability) ?? [],
    tpmModels: [...new Set(tpmModels)],
    tpmTypes: tpmTypes ?? [],
    gic: gic ?? [],
    sev,
    sgx,
  }
}

async function askAccelerator(monitor: Monitor, accelerator: 'kvm' | 'tcg', target: string): Promise<AcceleratorFacts> {
  const model = accelerator === 'kvm' ? 'host' : 'max'
  const [machines, cpus, hostCpu] = await Promise.all([
    monitor.execute('query-machines'),
    orAbsent(monitor.execute('query-cpu-definitions')),
    expandCpu(monitor, model),
  ])
  const facts: AcceleratorFacts = { machines: machines.map(machineFacts), cpus: (cpus ?? []).map(cpuFacts), hostCpu }
  if (hostCpu && (target === 'x86_64' || target === 'i386')) {
    const whole = await orAbsent(
      monitor.execute('query-cpu-model-expansion', {
        type: 'static',
        model: { name: model, props: { migratable: false } },
      }),
    )
    const { props = {} } = whole?.model ?? {}
    facts.hostCpuNotMigratable = Object.keys(props).filter(
      (name) => props[name] === true && hostCpu.props[name] !== true,
    )
    if (accelerator === 'kvm') facts.hyperv = await askHyperv(monitor)
  }
  return facts
}

/** x86 and s390x know static expansion, ARM and the others only the full one, and the oldest none. */
async function expandCpu(monitor: Monitor, name: string): Promise<CpuExpansion | undefined> {
  const reply =
    (await orAbsent(monitor.execute('query-cpu-model-expansion', { type: 'static', model: { name } }))) ??
    (await orAbsent(monitor.execute('query-cpu-model-expansion', { type: 'full', model: { name } })))
  return reply && { name: reply.model.name, props: reply.model.props ?? {}, deprecated: reply['deprecated-props'] }
}

async function askHyperv(monitor: Monitor): Promise<string[] | undefined> {
  const reply = await orAbsent(
    monitor.execute('query-cpu-model-expansion', {
      type: 'full',
      model: { name: 'host', props: { migratable: false, 'hv-passthrough': true } },
    }),
  )
  const props = reply?.model.props
  return props && Object.keys(props).filter((name) => name.startsWith('hv-') && props[name] === true)
}

async function propertyNames(
  asked: readonly string[],
  ask: (typename: string) => Promise<PropertyReply[]>,
): Promise<Record<string, string[]>> {
  const answers = await Promise.all(asked.map(async (typename) => [typename, await orAbsent(ask(typename))] as const))
  return Object.fromEntries(answers.flatMap(([typename, reply]) => (reply ? [[typename, namesOf(reply)]] : [])))
}

function namesOf(properties: PropertyReply[]): string[] {
  return properties.map(({ name }) => name).sort()
}

function acceleratorsAmong(types: string[], kvm: boolean): string[] {
  const found = new Set(
    types.filter((type) => /^[a-z]+-accel$/.test(type)).map((type) => type.slice(0, -'-accel'.length)),
  )
  if (kvm) found.add('kvm')
  found.delete('qtest')
  return [...found].sort()
}

function machineFacts(reply: MachineReply): MachineFacts {
  return {
    name: reply.name,
    alias: reply.alias,
    default: reply['is-default'] ?? false,
    maxCpus: reply['cpu-max'],
    hotpluggableCpus: reply['hotpluggable-cpus'],
    numaMemory: reply['numa-mem-supported'],
    deprecated: reply.deprecated,
    defaultCpuType: reply['default-cpu-type'],
    defaultRamId: reply['default-ram-id'],
    acpi: reply.acpi,
  }
}

function cpuFacts(reply: CpuDefinitionReply): CpuFacts {
  return {
    name: reply.name,
    typename: reply.typename,
    unavailable: reply['unavailable-features'],
    deprecated: reply.deprecated ?? false,
  }
}

/** What a build does not know it doesn't have; any other failure is one. */
async function orAbsent<T>(reply: Promise<T>): Promise<T | undefined> {
  try {
    return await reply
  } catch (error) {
    if (error instanceof QmpError) return undefined
    throw error
  }
}
