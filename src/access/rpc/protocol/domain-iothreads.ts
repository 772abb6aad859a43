import { nothing, struct, typedParameters, uint } from '../../../formats/xdr/index.ts'
import { cpuNumbers } from './cpu-numbers.ts'
import { impactOf } from './impact.ts'
import type { ProcedureName } from './numbers.ts'
import { readParameters } from './parameters.ts'
import { domainOf, procedure } from './procedure.ts'
import { domainHandle, flags } from './types.ts'

const threadArgs = struct({ dom: domainHandle, id: uint, flags })

/** virDomainIOThread*; how fast polling changes was an unsigned int until libvirt 11. */
export const iothreadParameters = {
  poll_max_ns: ['ullong'],
  poll_grow: ['uint', 'ullong'],
  poll_shrink: ['uint', 'ullong'],
  thread_pool_min: ['int'],
  thread_pool_max: ['int'],
} as const

/** Threads for disks. */
export const domainIothreads = {
  DOMAIN_ADD_IOTHREAD: procedure({
    args: threadArgs,
    result: nothing,
    access: 'domain:write',
    answer: async (call, { dom, id, flags }) => (await domainOf(call, dom)).settings.addIothread(id, impactOf(flags)),
  }),
  DOMAIN_DEL_IOTHREAD: procedure({
    args: threadArgs,
    result: nothing,
    access: 'domain:write',
    answer: async (call, { dom, id, flags }) =>
      (await domainOf(call, dom)).settings.removeIothread(id, impactOf(flags)),
  }),
  DOMAIN_PIN_IOTHREAD: procedure({
    args: struct({ dom: domainHandle, id: uint, cpus: cpuNumbers, flags }),
    result: nothing,
    access: 'domain:write',
    answer: async (call, { dom, id, cpus, flags }) =>
      (await domainOf(call, dom)).settings.pinIothread(id, cpus, impactOf(flags)),
  }),
  DOMAIN_SET_IOTHREAD_PARAMS: procedure({
    args: struct({ dom: domainHandle, id: uint, params: typedParameters(64), flags }),
    result: nothing,
    access: 'domain:write',
    answer: async (call, { dom, id, params, flags }) => {
      const given = readParameters(params, iothreadParameters)
      await (await domainOf(call, dom)).settings.setIothread(id, given, impactOf(flags))
    },
  }),
} satisfies Partial<Record<ProcedureName, unknown>>
