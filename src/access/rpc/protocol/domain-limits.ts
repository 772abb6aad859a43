import { int, nothing, struct, typedParameters } from '../../../formats/xdr/index.ts'
import { impactOf, oneImpactOf } from './impact.ts'
import type { ProcedureName } from './numbers.ts'
import { readParameters, someParameters, writeParameters } from './parameters.ts'
import { domainOf, procedure, refuseOtherFlags } from './procedure.ts'
import { noLimits, rateTypes, readRates, throttleTypes, writeRates } from './tuning-words.ts'
import { amount, domainHandle, flags, optionalText, text } from './types.ts'

const rates = typedParameters(16)
const limits = typedParameters(32)

/** What a domain's disks and network cards may move. */
export const domainLimits = {
  DOMAIN_SET_BLOCK_IO_TUNE: procedure({
    args: struct({ dom: domainHandle, disk: text, params: limits, flags }),
    result: nothing,
    access: 'domain:write',
    answer: async (call, { dom, disk, params, flags }) =>
      (await domainOf(call, dom)).settings.setDiskLimits(disk, readParameters(params, throttleTypes), impactOf(flags)),
  }),
  DOMAIN_GET_BLOCK_IO_TUNE: procedure({
    args: struct({ dom: domainHandle, disk: optionalText, wanted: int, flags }),
    result: struct({ params: limits, count: int }),
    access: 'domain:read',
    answer: async (call, { dom, disk, wanted, flags }) => {
      const where = oneImpactOf(flags)
      const { settings } = await domainOf(call, dom)
      // Without a disk only how many there are is asked for.
      const found = disk === undefined ? {} : await settings.diskLimits(disk, where)
      return someParameters(writeParameters({ ...noLimits, ...found }, throttleTypes), wanted)
    },
  }),
  DOMAIN_SET_THROTTLE_GROUP: procedure({
    args: struct({ dom: domainHandle, group: text, params: limits, flags }),
    result: nothing,
    access: 'domain:write',
    answer: async (call, { dom, group, params, flags }) => {
      const given = readParameters(params, throttleTypes)
      await (await domainOf(call, dom)).settings.setThrottleGroup(group, given, impactOf(flags))
    },
  }),
  DOMAIN_DEL_THROTTLE_GROUP: procedure({
    args: struct({ dom: domainHandle, group: optionalText, flags }),
    result: nothing,
    access: 'domain:write',
    answer: async (call, { dom, group = '', flags }) =>
      (await domainOf(call, dom)).settings.removeThrottleGroup(group, impactOf(flags)),
  }),
  DOMAIN_SET_BLOCK_THRESHOLD: procedure({
    args: struct({ dom: domainHandle, disk: text, bytes: amount, flags }),
    result: nothing,
    access: 'domain:write',
    answer: async (call, { dom, disk, bytes, flags }) => {
      refuseOtherFlags(flags, {})
      await (await domainOf(call, dom)).settings.setBlockThreshold(disk, bytes)
    },
  }),
  DOMAIN_SET_INTERFACE_PARAMETERS: procedure({
    args: struct({ dom: domainHandle, device: text, params: rates, flags }),
    result: nothing,
    access: 'domain:write',
    answer: async (call, { dom, device, params, flags }) => {
      const given = readRates(readParameters(params, rateTypes))
      await (await domainOf(call, dom)).settings.setInterfaceRates(device, given, impactOf(flags))
    },
  }),
  DOMAIN_GET_INTERFACE_PARAMETERS: procedure({
    args: struct({ dom: domainHandle, device: text, wanted: int, flags }),
    result: struct({ params: rates, count: int }),
    access: 'domain:read',
    answer: async (call, { dom, device, wanted, flags }) => {
      const where = oneImpactOf(flags)
      const { settings } = await domainOf(call, dom)
      // Which card is meant is looked at when its rates are asked for.
      const found = wanted > 0 ? await settings.interfaceRates(device, where) : {}
      return someParameters(writeParameters(writeRates(found, 0), rateTypes), wanted)
    },
  }),
} satisfies Partial<Record<ProcedureName, unknown>>
