import { nothing, struct } from '../../../formats/xdr/index.ts'
import { impactOf } from './impact.ts'
import type { ProcedureName } from './numbers.ts'
import { domainOf, procedure } from './procedure.ts'
import { amount, domainHandle, flags } from './types.ts'

/** virDomainMemoryModFlags, beside what it is changed in. */
export const memoryFlags = { maximum: 4 } as const

const amountArgs = struct({ dom: domainHandle, memory: amount })

/** How much memory a domain has. */
export const domainMemory = {
  DOMAIN_SET_MEMORY: procedure({
    args: amountArgs,
    result: nothing,
    access: 'domain:write',
    answer: async (call, { dom, memory }) => (await domainOf(call, dom)).settings.setMemory(memory, { live: true }),
  }),
  DOMAIN_SET_MAX_MEMORY: procedure({
    args: amountArgs,
    result: nothing,
    access: 'domain:write',
    answer: async (call, { dom, memory }) => (await domainOf(call, dom)).settings.setMaxMemory(memory),
  }),
  DOMAIN_SET_MEMORY_FLAGS: procedure({
    args: struct({ dom: domainHandle, memory: amount, flags }),
    result: nothing,
    access: 'domain:write',
    answer: async (call, { dom, memory, flags }) => {
      const where = impactOf(flags, memoryFlags)
      const { settings } = await domainOf(call, dom)
      await (flags & memoryFlags.maximum ? settings.setMaxMemory(memory, where) : settings.setMemory(memory, where))
    },
  }),
} satisfies Partial<Record<ProcedureName, unknown>>
