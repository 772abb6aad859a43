import type { BlockShares, Impact, MemoryLimits, Scheduler } from '../../../api/index.ts'
import { type ErrorCode, LodgeError } from '../../../base/errors.ts'
import { type Domain, limitsOf } from '../../../model/domain/index.ts'
import type { Cgroup } from '../../host/system.ts'
import type { DomainEditor } from '../editor.ts'
import { groupOf, groupsAreOurs, holdLimits, limitsHeld } from '../guest-group.ts'
import { tuneOf } from './cputune.ts'

/** Shares that the host's control groups keep: what is said of them holds from the next start on. */
interface Share {
  what: string
  code: ErrorCode
}

const cpu: Share = { what: 'CPU tuning', code: 'OPERATION_UNSUPPORTED' }
const memory: Share = { what: 'Memory tuning', code: 'OPERATION_UNSUPPORTED' }
const blocks: Share = { what: 'Block I/O tuning', code: 'CONFIG_UNSUPPORTED' }

const periods = ['period', 'global_period', 'emulator_period', 'iothread_period'] as const
const quotas = ['quota', 'global_quota', 'emulator_quota', 'iothread_quota'] as const

/** What holds for each of a guest's threads and not for the guest. */
const ofThreads = ['period', 'quota', 'emulator_period', 'emulator_quota', 'iothread_period', 'iothread_quota'] as const

/** Microseconds, and what libvirt's clients call them. */
const [leastTime, longestPeriod, longestQuota] = [1000, 1_000_000, 17_592_186_044_415]

export async function scheduler(editor: DomainEditor, where: Impact): Promise<Scheduler> {
  const { domain, group } = await readShare(editor, where, cpu)
  const { cputune = {} } = domain
  const found: Scheduler = {}
  for (const name of ['shares', ...periods, ...quotas] as const) {
    const value = cputune[name as keyof typeof cputune]
    if (value !== undefined) found[name] = value
  }
  if (!group) return found
  const { cpuShares, cpuPeriod, cpuQuota } = limitsHeld(group)
  return { ...found, shares: cpuShares, global_period: cpuPeriod, global_quota: cpuQuota }
}

export async function setScheduler(editor: DomainEditor, values: Scheduler, where: Impact): Promise<void> {
  for (const name of periods) requireRange(name, values[name], longestPeriod)
  for (const name of quotas) requireRange(name, values[name], longestQuota)
  if ((values.shares ?? 2) < 2 || (values.shares ?? 2) > 262_144) outOfRange('cpu_shares', 2, 262_144)
  await changeShare(editor, { where, share: cpu, isOfThreads: ofThreads.some((name) => name in values) }, (domain) => {
    Object.assign(tuneOf(domain), values)
  })
}

export async function memoryLimits(editor: DomainEditor, where: Impact): Promise<MemoryLimits> {
  const { domain, group } = await readShare(editor, where, memory)
  if (group) {
    const { memoryHardLimit = 'none', memorySoftLimit = 'none' } = limitsHeld(group)
    const swap = domain.memtune?.swap_hard_limit?.kib ?? 'none'
    return { hard_limit: memoryHardLimit, soft_limit: memorySoftLimit, swap_hard_limit: swap }
  }
  const { memtune = {} } = domain
  const { hard_limit, soft_limit, swap_hard_limit } = memtune
  return {
    hard_limit: hard_limit?.kib ?? 'none',
    soft_limit: soft_limit?.kib ?? 'none',
    swap_hard_limit: swap_hard_limit?.kib ?? 'none',
  }
}

export async function setMemoryLimits(editor: DomainEditor, values: MemoryLimits, where: Impact): Promise<void> {
  await changeShare(editor, { where, share: memory }, (domain) => {
    const memtune = { ...domain.memtune }
    for (const name of ['hard_limit', 'soft_limit', 'swap_hard_limit'] as const) {
      const value = values[name]
      if (value === 'none') delete memtune[name]
      else if (value !== undefined) memtune[name] = { kib: value }
    }
    const { hard_limit, swap_hard_limit } = memtune
    if (swap_hard_limit && (hard_limit?.kib ?? Number.POSITIVE_INFINITY) > swap_hard_limit.kib) {
      const text = 'memory hard_limit tunable value must be lower than or equal to swap_hard_limit'
      throw new LodgeError('INVALID_ARG', text)
    }
    domain.memtune = memtune
  })
}

export async function blockShares(editor: DomainEditor, where: Impact): Promise<BlockShares> {
  const { blkiotune } = (await readShare(editor, where, blocks)).domain
  return { weight: blkiotune?.weight ?? 0, device: (blkiotune?.device ?? []).map((each) => ({ ...each })) }
}

/** Of devices only what is said changes; 0 takes it away. */
export async function setBlockShares(editor: DomainEditor, values: BlockShares, where: Impact): Promise<void> {
  const { weight, device = [] } = values
  for (const each of [weight, ...device.map((one) => one.weight)]) {
    if (each && (each < 10 || each > 1000)) throw new LodgeError('INVALID_ARG', 'out of blkio weight range.')
  }
  await changeShare(editor, { where, share: blocks }, (domain) => {
    const all = new Map((domain.blkiotune?.device ?? []).map((each) => [each.path, each]))
    for (const { path, ...said } of device) {
      const merged = Object.entries({ ...all.get(path), ...said }).filter(([, value]) => value !== 0)
      all.set(path, { ...Object.fromEntries(merged), path })
    }
    const left = [...all.values()].filter((each) => Object.keys(each).length > 1)
    domain.blkiotune = { weight: weight === undefined ? domain.blkiotune?.weight : weight || undefined, device: left }
  })
}

/** Of what runs the group that it is in tells what holds. */
async function readShare(
  editor: DomainEditor,
  where: Impact,
  share: Share,
): Promise<{ domain: Domain; group?: Cgroup }> {
  if (!groupsAreOurs()) unavailable(share)
  const isLive = !where.config && editor.active
  const group = isLive ? groupOf(editor.requireGuest()) : undefined
  if (isLive && !group) refuse(share)
  return { domain: await editor.read(where), group }
}

function changeShare(
  editor: DomainEditor,
  { where, share, isOfThreads = false }: { where: Impact; share: Share; isOfThreads?: boolean },
  edit: (domain: Domain) => void,
): Promise<void> {
  // A definition that has them would not start.
  if (!groupsAreOurs()) unavailable(share)
  return editor.change(where, {
    check(domain, place) {
      if (place === 'live' && (isOfThreads || !groupOf(editor.requireGuest()))) refuse(share, isOfThreads)
      edit(structuredClone(domain))
    },
    live(guest, domain) {
      const group = groupOf(guest)
      if (!group) refuse(share)
      const before = limitsOf(domain)
      edit(domain)
      holdLimits(group, limitsOf(domain), before)
    },
    edit,
  })
}

function unavailable({ what, code }: Share): never {
  throw new LodgeError(code, `${what} is not available in session mode`, {
    hint: 'run the guest in system mode: qemu:///system',
  })
}

function refuse({ what, code }: Share, isOfThreads = false): never {
  const why = isOfThreads ? 'for single threads of a guest that runs' : 'in session mode'
  throw new LodgeError(code, `${what} is not available ${why}`, {
    hint: 'say it of the definition (--config): it holds from the next start on',
  })
}

function requireRange(name: string, value: number | undefined, most: number): void {
  if (value === undefined || value <= 0) return
  if (value < leastTime || value > most) outOfRange(name, leastTime, most)
}

function outOfRange(name: string, least: number, most: number): never {
  throw new LodgeError('INVALID_ARG', `value of '${name}' is out of range [${least}, ${most}]`)
}
