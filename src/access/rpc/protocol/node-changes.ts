import { LodgeError } from '../../../base/errors.ts'
import { int, list, nothing, struct, typedParameters, uhyper, uint } from '../../../formats/xdr/index.ts'
import { suspendTargets } from './domain-agent.ts'
import { cellsFrom } from './node-cells.ts'
import { changeableMerging, mergingNames } from './node-parameters.ts'
import type { ProcedureName } from './numbers.ts'
import { readParameters, someParameters, writeParameters } from './parameters.ts'
import { procedure, refuseOtherFlags } from './procedure.ts'
import { amount, bounds, flags, intResult } from './types.ts'

/** virNodeAllocPagesFlags; without it pages are added. */
export const allocFlags = { set: 1 } as const

/** Where the kernel chooses the cells. */
export const wholeMachine = -1

/** VIR_NODE_SEV_* */
export const sevParameters = {
  pdh: ['string'],
  'cert-chain': ['string'],
  'cpu0-id': ['string'],
  cbitpos: ['uint'],
  'reduced-phys-bits': ['uint'],
} as const

/** What changes the machine itself, and how it encrypts. */
export const nodeChanges = {
  NODE_SET_MEMORY_PARAMETERS: procedure({
    args: struct({ params: typedParameters(bounds.nodeMemoryParameters), flags }),
    result: nothing,
    access: 'connect:write',
    answer: async ({ host }, { params, flags }) => {
      refuseOtherFlags(flags, {})
      const values = readParameters(params, changeableMerging)
      const { pagesToScan, sleep, acrossCells } = mergingNames
      await host.setPageMerging({
        pagesToScan: values[pagesToScan],
        sleep: values[sleep],
        acrossCells: values[acrossCells],
      })
    },
  }),
  NODE_ALLOC_PAGES: procedure({
    args: struct({
      ...{ sizes: list(uint, bounds.pageSizes), counts: list(amount, bounds.pageSizes) },
      ...{ first: int, most: uint, flags },
    }),
    result: intResult,
    access: 'connect:write',
    answer: async ({ host }, { sizes, counts, first, most, flags }) => {
      refuseOtherFlags(flags, allocFlags)
      if (sizes.length !== counts.length)
        throw new LodgeError('INVALID_ARG', 'each size of pages needs one number of them')
      const add = (flags & allocFlags.set) === 0
      const cells = first === wholeMachine ? [{ cell: undefined }] : await cellsFrom(host, { first, most })
      let done = 0
      for (const { cell } of cells) {
        for (const [index, kib] of sizes.entries()) {
          await host.allocatePages({ cell, kib, count: counts[index] ?? 0, add })
          done++
        }
      }
      return { value: done }
    },
  }),
  NODE_SUSPEND_FOR_DURATION: procedure({
    args: struct({ target: uint, duration: uhyper, flags }),
    result: nothing,
    access: 'connect:pm-control',
    answer: async ({ host }, { target: number, duration, flags }) => {
      refuseOtherFlags(flags, {})
      const target = suspendTargets[number]
      if (!target) throw new LodgeError('INVALID_ARG', `Invalid suspend target: ${number}`)
      await host.suspend(target, Number(duration))
    },
  }),
  NODE_GET_SEV_INFO: procedure({
    args: struct({ wanted: int, flags }),
    result: struct({ params: typedParameters(bounds.sevParameters), count: int }),
    access: 'connect:read',
    answer: async ({ host }, { wanted, flags }) => {
      refuseOtherFlags(flags, { words: 4 })
      const { pdh, certChain, cpu0Id, cbitpos, reducedPhysBits } = await host.sev()
      const values = { pdh, 'cert-chain': certChain, 'cpu0-id': cpu0Id, cbitpos, 'reduced-phys-bits': reducedPhysBits }
      return someParameters(writeParameters(values, sevParameters), wanted)
    },
  }),
} satisfies Partial<Record<ProcedureName, unknown>>
