import type { JobInfo } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import { int, nothing, struct, typedParameters } from '../../../formats/xdr/index.ts'
import type { ProcedureName } from './numbers.ts'
import { domainOf, procedure, refuseOtherFlags } from './procedure.ts'
import { amount, bounds, domainArgs, domainFlagsArgs } from './types.ts'

/** virDomainJobType, in its order. */
export const jobTypes: readonly JobInfo['type'][] = [
  ...(['none', 'bounded', 'unbounded', 'completed', 'failed', 'cancelled'] as const),
]

/** virDomainGetJobStatsFlags */
export const jobFlags = { completed: 1, keepCompleted: 2 } as const

/** virDomainAbortJobFlagsValues: only a migration can be left unfinished in that way. */
const abortFlags = { postcopy: 1 } as const

/** How far a job has come. */
const nothingDone = {
  ...{ timeElapsed: 0, timeRemaining: 0, dataTotal: 0, dataProcessed: 0, dataRemaining: 0 },
  ...{ memTotal: 0, memProcessed: 0, memRemaining: 0, fileTotal: 0, fileProcessed: 0, fileRemaining: 0 },
}

/** What takes long on a domain. */
export const domainJob = {
  DOMAIN_GET_JOB_INFO: procedure({
    args: domainArgs,
    result: struct({
      ...{ type: int, timeElapsed: amount, timeRemaining: amount, dataTotal: amount, dataProcessed: amount },
      ...{ dataRemaining: amount, memTotal: amount, memProcessed: amount, memRemaining: amount },
      ...{ fileTotal: amount, fileProcessed: amount, fileRemaining: amount },
    }),
    access: 'domain:read',
    answer: async (call, { dom }) => {
      const { type } = await (await domainOf(call, dom)).job.info()
      return { ...nothingDone, type: jobTypes.indexOf(type) }
    },
  }),
  DOMAIN_GET_JOB_STATS: procedure({
    args: domainFlagsArgs,
    result: struct({ type: int, params: typedParameters(bounds.jobStatistics) }),
    access: 'domain:read',
    answer: async (call, { dom, flags }) => {
      refuseOtherFlags(flags, jobFlags)
      const { job } = await domainOf(call, dom)
      const { type } = await (flags & jobFlags.completed ? job.completed() : job.info())
      return { type: jobTypes.indexOf(type), params: [] }
    },
  }),
  DOMAIN_ABORT_JOB: procedure({
    args: domainArgs,
    result: nothing,
    access: 'domain:write',
    answer: async (call, { dom }) => (await domainOf(call, dom)).job.abort(),
  }),
  DOMAIN_ABORT_JOB_FLAGS: procedure({
    args: domainFlagsArgs,
    result: nothing,
    access: 'domain:write',
    answer: async (call, { dom, flags }) => {
      refuseOtherFlags(flags, abortFlags)
      const { job } = await domainOf(call, dom)
      const { type } = await job.info()
      if (flags && type !== 'none') throw new LodgeError('OPERATION_INVALID', 'current job is not outgoing migration')
      await job.abort()
    },
  }),
} satisfies Partial<Record<ProcedureName, unknown>>
