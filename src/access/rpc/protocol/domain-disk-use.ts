import type { DiskCounters, DiskError } from '../../../api/index.ts'
import { hyper, int, list, mapped, opaque, struct, typedParameters, uint } from '../../../formats/xdr/index.ts'
import type { ProcedureName } from './numbers.ts'
import { someParameters, writeParameters } from './parameters.ts'
import { domainOf, procedure, refuseOtherFlags } from './procedure.ts'
import { amount, bounds, domainHandle, flags, text } from './types.ts'

const read = { access: 'domain:read' } as const

/** virDomainBlockStats* */
export const diskParameters = {
  rd_bytes: ['llong'],
  rd_operations: ['llong'],
  rd_total_times: ['llong'],
  wr_bytes: ['llong'],
  wr_operations: ['llong'],
  wr_total_times: ['llong'],
  flush_operations: ['llong'],
  flush_total_times: ['llong'],
} as const

/** virDomainDiskErrorCode */
export const diskErrors: Record<DiskError['error'], number> = { unspecified: 1, 'no space': 2 }

/** libvirt's -1: it isn't counted. */
const uncounted = mapped(hyper, { read: Number, write: (value: number) => BigInt(value) })

/** What disks do, and how large they are. */
export const domainDiskUse = {
  DOMAIN_BLOCK_STATS: procedure({
    args: struct({ dom: domainHandle, path: text }),
    result: struct({
      ...{ readRequests: amount, readBytes: amount, writeRequests: amount, writeBytes: amount },
      errors: uncounted,
    }),
    ...read,
    answer: async (call, { dom, path }) => ({
      ...(await (await domainOf(call, dom)).statistics.disk(path)),
      errors: -1,
    }),
  }),
  DOMAIN_BLOCK_STATS_FLAGS: procedure({
    args: struct({ dom: domainHandle, path: text, wanted: int, flags }),
    result: struct({ params: typedParameters(bounds.diskStatistics), count: int }),
    ...read,
    answer: async (call, { dom, path, wanted, flags }) => {
      refuseOtherFlags(flags, { words: 4 })
      return someParameters(parametersOf(await (await domainOf(call, dom)).statistics.disk(path)), wanted)
    },
  }),
  DOMAIN_GET_BLOCK_INFO: procedure({
    args: struct({ dom: domainHandle, path: text, flags }),
    result: struct({ allocation: amount, capacity: amount, physical: amount }),
    ...read,
    answer: async (call, { dom, path, flags }) => {
      refuseOtherFlags(flags, {})
      return (await domainOf(call, dom)).statistics.image(path)
    },
  }),
  DOMAIN_GET_DISK_ERRORS: procedure({
    args: struct({ dom: domainHandle, most: uint, flags }),
    result: struct({ errors: list(struct({ disk: text, error: int }), bounds.diskErrors), count: int }),
    ...read,
    answer: async (call, { dom, most, flags }) => {
      refuseOtherFlags(flags, {})
      const found = await (await domainOf(call, dom)).statistics.diskErrors()
      const errors = found.slice(0, most).map(({ disk, error }) => ({ disk, error: diskErrors[error] }))
      return { errors, count: errors.length }
    },
  }),
  DOMAIN_BLOCK_PEEK: procedure({
    args: struct({ dom: domainHandle, path: text, offset: amount, size: uint, flags }),
    result: struct({ bytes: opaque(bounds.peek) }),
    access: 'domain:write',
    answer: async (call, { dom, path, offset, size, flags }) => {
      refuseOtherFlags(flags, {})
      return { bytes: await (await domainOf(call, dom)).statistics.peekDisk(path, { offset, size }) }
    },
  }),
} satisfies Partial<Record<ProcedureName, unknown>>

function parametersOf(use: DiskCounters) {
  const words = {
    ...{ rd_bytes: use.readBytes, rd_operations: use.readRequests, rd_total_times: use.readTime },
    ...{ wr_bytes: use.writeBytes, wr_operations: use.writeRequests, wr_total_times: use.writeTime },
    ...{ flush_operations: use.flushRequests, flush_total_times: use.flushTime },
  }
  return writeParameters(words, diskParameters)
}
