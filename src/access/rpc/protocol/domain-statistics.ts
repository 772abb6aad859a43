import type { Domain, StatisticsGroup } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import { list, struct, typedParameters, uint } from '../../../formats/xdr/index.ts'
import { chosen } from './domain-lookup.ts'
import type { ProcedureName } from './numbers.ts'
import { type Call, domainOf, handleOf, procedure, refuseOtherFlags } from './procedure.ts'
import { parametersOf } from './statistics-parameters.ts'
import { bounds, type DomainHandle, domainHandle, flags } from './types.ts'

/** virDomainStatsTypes */
export const statisticsKinds: Record<StatisticsGroup, number> = {
  ...{ state: 1, cpu: 2, balloon: 4, vcpu: 8, interface: 16, block: 32, perf: 64 },
  ...{ iothread: 128, memory: 256, dirtyRate: 512, vm: 1024 },
}

/** virConnectGetAllDomainStatsFlags: those of lists, and its own. */
export const statisticsFlags = { lists: 0xff, noWait: 1 << 29, backing: 1 << 30, enforce: 0x8000_0000 } as const

/** Milliseconds that a guest's QEMU has: others are not to wait for one that hangs. */
const timeouts = { usual: 1000, noWait: 100 } as const

/** Much of many domains in one answer. */
export const domainStatistics = {
  CONNECT_GET_ALL_DOMAIN_STATS: procedure({
    args: struct({ domains: list(domainHandle, bounds.list), kinds: uint, flags }),
    result: struct({
      records: list(struct({ dom: domainHandle, params: typedParameters(bounds.statistics) }), bounds.list),
    }),
    access: 'connect:search-domains',
    answer: async (call, { domains, kinds, flags }) => {
      refuseOtherFlags(flags, statisticsFlags)
      const options = {
        groups: groupsOf(kinds, { enforce: (flags & statisticsFlags.enforce) !== 0 }),
        backing: (flags & statisticsFlags.backing) !== 0,
        timeout: flags & statisticsFlags.noWait ? timeouts.noWait : timeouts.usual,
      }
      const asked = await named(call, domains, flags & statisticsFlags.lists)
      const records = await Promise.all(
        asked.map(async (domain) => {
          // Nothing of a domain that ended meanwhile: the others' numbers count.
          const record = await domain.statistics.read(options).catch(() => undefined)
          return record ? [{ dom: handleOf(domain), params: parametersOf(record) }] : []
        }),
      )
      return { records: records.flat() }
    },
  }),
} satisfies Partial<Record<ProcedureName, unknown>>

/** Kinds that nobody knows are left out, unless it is asked for that none be missing. */
function groupsOf(kinds: number, { enforce }: { enforce: boolean }): StatisticsGroup[] {
  const all = Object.entries(statisticsKinds) as [StatisticsGroup, number][]
  const unknown = all.reduce((left, [, kind]) => left & ~kind, kinds) >>> 0
  if (enforce && unknown) {
    const text = `Stats types bits 0x${unknown.toString(16)} are not supported by this daemon`
    throw new LodgeError('ARGUMENT_UNSUPPORTED', text)
  }
  return all.flatMap(([group, kind]) => (kinds === 0 || kinds & kind ? [group] : []))
}

async function named(call: Call, handles: DomainHandle[], flags: number): Promise<Domain[]> {
  const all =
    handles.length > 0
      ? await Promise.all(handles.map((each) => domainOf(call, each)))
      : await chosen(await call.host.domains(), flags)
  // Who may see that there is one may not read for that what it does.
  return all.filter((domain) => call.session.may('domain:read', domain))
}
