import type { BlockShares, InterfaceRates, MemoryLimits, NumaMemory, Scheduler } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import { formatNumberSet, parseNumberSet } from '../../../base/number-sets.ts'
import type { ParameterValues } from './parameters.ts'

/** virDomainScheduler*, and what the definition calls them. */
export const schedulerWords = {
  cpu_shares: 'shares',
  vcpu_period: 'period',
  vcpu_quota: 'quota',
  emulator_period: 'emulator_period',
  emulator_quota: 'emulator_quota',
  global_period: 'global_period',
  global_quota: 'global_quota',
  iothread_period: 'iothread_period',
  iothread_quota: 'iothread_quota',
} as const satisfies Record<string, keyof Scheduler>

export const schedulerTypes = {
  cpu_shares: ['ullong'],
  vcpu_period: ['ullong'],
  vcpu_quota: ['llong'],
  emulator_period: ['ullong'],
  emulator_quota: ['llong'],
  global_period: ['ullong'],
  global_quota: ['llong'],
  iothread_period: ['ullong'],
  iothread_quota: ['llong'],
} as const

type SchedulerValues = ParameterValues<typeof schedulerTypes>

export function readScheduler(values: SchedulerValues): Scheduler {
  const said = Object.entries(values).map(([name, value]) => [schedulerWords[name as keyof SchedulerValues], value])
  return Object.fromEntries(said)
}

/** All of them where everything is asked for; what is not said is 0. */
export function writeScheduler(scheduler: Scheduler, otherwise?: number): SchedulerValues {
  const words = Object.entries(schedulerWords)
  return Object.fromEntries(words.map(([name, word]) => [name, scheduler[word] ?? otherwise]))
}

export const memoryTypes = { hard_limit: ['ullong'], soft_limit: ['ullong'], swap_hard_limit: ['ullong'] } as const

/** VIR_DOMAIN_MEMORY_PARAM_UNLIMITED. */
const unlimited = 9_007_199_254_740_991

type MemoryValues = ParameterValues<typeof memoryTypes>

export function readMemoryLimits(values: MemoryValues): MemoryLimits {
  return Object.fromEntries(Object.entries(values).map(([name, kib]) => [name, kib >= unlimited ? 'none' : kib]))
}

export function writeMemoryLimits(limits: MemoryLimits): MemoryValues {
  return Object.fromEntries(Object.entries(limits).map(([name, kib]) => [name, kib === 'none' ? unlimited : kib]))
}

export const blockTypes = {
  weight: ['uint'],
  device_weight: ['string'],
  device_read_iops_sec: ['string'],
  device_write_iops_sec: ['string'],
  device_read_bytes_sec: ['string'],
  device_write_bytes_sec: ['string'],
} as const

type BlockValues = ParameterValues<typeof blockTypes>
type BlockDevice = NonNullable<BlockShares['device']>[number]

const deviceWords = ['weight', 'read_iops_sec', 'write_iops_sec', 'read_bytes_sec', 'write_bytes_sec'] as const

/** More devices than a machine has. */
const mostDevices = 1024

/** `/dev/sda,200,/dev/sdb,300`. */
export function readBlockShares({ weight, ...values }: BlockValues): BlockShares {
  const devices = new Map<string, BlockDevice>()
  for (const word of deviceWords) {
    const text = values[`device_${word}`]
    if (!text) continue
    const pieces = text.split(',')
    if (pieces.length % 2 !== 0 || pieces.length > 2 * mostDevices) throw unparsed(text)
    for (let at = 0; at < pieces.length; at += 2) {
      const [path = '', value = ''] = pieces.slice(at)
      if (!path.startsWith('/') || !/^\d{1,15}$/.test(value)) throw unparsed(text)
      devices.set(path, { ...devices.get(path), path, [word]: Number(value) })
    }
  }
  return { ...(weight === undefined ? {} : { weight }), ...(devices.size > 0 ? { device: [...devices.values()] } : {}) }
}

export function writeBlockShares({ weight, device = [] }: BlockShares): BlockValues {
  const lists = deviceWords.map((word) => [
    `device_${word}`,
    device.flatMap((each) => (each[word] === undefined ? [] : [`${each.path},${each[word]}`])).join(','),
  ])
  return { weight, ...Object.fromEntries(lists) }
}

function unparsed(text: string): LodgeError {
  return new LodgeError('INVALID_ARG', `unable to parse blkio device '${text.slice(0, 80)}'`)
}

export const numaTypes = { numa_mode: ['int'], numa_nodeset: ['string'] } as const

/** virDomainNumatuneMemMode. */
const numaModes: readonly NumaMemory['mode'][] = ['strict', 'preferred', 'interleave', 'restrictive']

export function readNumaMemory({ numa_mode, numa_nodeset }: ParameterValues<typeof numaTypes>): Partial<NumaMemory> {
  const mode = numa_mode === undefined ? undefined : numaModes[numa_mode]
  if (numa_mode !== undefined && !mode) {
    throw new LodgeError('INVALID_ARG', `unsupported numatune mode: '${numa_mode}'`)
  }
  const nodeset = numa_nodeset === undefined ? undefined : parseNumberSet(numa_nodeset)
  if (numa_nodeset !== undefined && !nodeset) {
    throw new LodgeError('INVALID_ARG', `Invalid nodeset of 'numatune': ${numa_nodeset.slice(0, 80)}`)
  }
  return { mode, nodeset }
}

export function writeNumaMemory({ mode, nodeset }: Partial<NumaMemory>): ParameterValues<typeof numaTypes> {
  return { numa_mode: mode && numaModes.indexOf(mode), numa_nodeset: nodeset && formatNumberSet(nodeset) }
}

export const rateTypes = {
  'inbound.average': ['uint'],
  'inbound.peak': ['uint'],
  'inbound.burst': ['uint'],
  'inbound.floor': ['uint'],
  'outbound.average': ['uint'],
  'outbound.peak': ['uint'],
  'outbound.burst': ['uint'],
} as const

type RateValues = ParameterValues<typeof rateTypes>

export function readRates(values: RateValues): InterfaceRates {
  const rates: Record<string, Record<string, number>> = {}
  for (const [name, value] of Object.entries(values)) {
    const [way = '', word = ''] = name.split('.')
    rates[way] = { ...rates[way], [word]: value }
  }
  return rates
}

export function writeRates(rates: InterfaceRates, otherwise?: number): RateValues {
  const all: Record<string, Record<string, number | undefined> | undefined> = { ...rates }
  const names = Object.keys(rateTypes).map((name) => {
    const [way = '', word = ''] = name.split('.')
    return [name, all[way]?.[word] ?? otherwise]
  })
  return Object.fromEntries(names)
}

export const throttleTypes = {
  total_bytes_sec: ['ullong'],
  read_bytes_sec: ['ullong'],
  write_bytes_sec: ['ullong'],
  total_iops_sec: ['ullong'],
  read_iops_sec: ['ullong'],
  write_iops_sec: ['ullong'],
  total_bytes_sec_max: ['ullong'],
  read_bytes_sec_max: ['ullong'],
  write_bytes_sec_max: ['ullong'],
  total_iops_sec_max: ['ullong'],
  read_iops_sec_max: ['ullong'],
  write_iops_sec_max: ['ullong'],
  size_iops_sec: ['ullong'],
  group_name: ['string'],
  total_bytes_sec_max_length: ['ullong'],
  read_bytes_sec_max_length: ['ullong'],
  write_bytes_sec_max_length: ['ullong'],
  total_iops_sec_max_length: ['ullong'],
  read_iops_sec_max_length: ['ullong'],
  write_iops_sec_max_length: ['ullong'],
} as const

/** Everything has a value: 0, or no name. */
export const noLimits = Object.fromEntries(
  Object.keys(throttleTypes).map((name) => [name, name === 'group_name' ? '' : 0]),
) as Required<ParameterValues<typeof throttleTypes>>

/** virPerfEventType. */
const perfEvents = [
  ...(['cmt', 'mbmt', 'mbml', 'cpu_cycles', 'instructions', 'cache_references', 'cache_misses'] as const),
  ...(['branch_instructions', 'branch_misses', 'bus_cycles', 'stalled_cycles_frontend'] as const),
  ...(['stalled_cycles_backend', 'ref_cpu_cycles', 'cpu_clock', 'task_clock', 'page_faults'] as const),
  ...(['context_switches', 'cpu_migrations', 'page_faults_min', 'page_faults_maj'] as const),
  ...(['alignment_faults', 'emulation_faults'] as const),
]

export const perfTypes = Object.fromEntries(perfEvents.map((name) => [name, ['boolean']])) as unknown as {
  readonly [N in (typeof perfEvents)[number]]: readonly ['boolean']
}
