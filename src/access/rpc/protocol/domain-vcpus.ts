import type { Domain } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import { parseNumberSet } from '../../../base/number-sets.ts'
import { int, nothing, struct, uint } from '../../../formats/xdr/index.ts'
import { cpuNumbers } from './cpu-numbers.ts'
import { impactOf, oneImpactOf } from './impact.ts'
import type { ProcedureName } from './numbers.ts'
import { domainOf, procedure } from './procedure.ts'
import { domainHandle, flags, intResult, text } from './types.ts'

/** virDomainVcpuFlags, beside what is asked or changed. */
export const vcpuFlags = { maximum: 4, guest: 8, hotpluggable: 16 } as const

/** Virtual CPUs: how many there are, and where they run. */
export const domainVcpus = {
  DOMAIN_GET_VCPUS_FLAGS: procedure({
    args: struct({ dom: domainHandle, flags }),
    result: intResult,
    access: 'domain:read',
    answer: async (call, { dom, flags }) => {
      const { maximum, guest } = vcpuFlags
      const where = oneImpactOf(flags, { maximum, guest })
      const domain = await domainOf(call, dom)
      if (flags & guest) return { value: await guestsCount(domain) }
      return { value: await domain.settings.vcpus({ ...where, maximum: (flags & maximum) !== 0 }) }
    },
  }),
  DOMAIN_SET_VCPUS: procedure({
    args: struct({ dom: domainHandle, count: uint }),
    result: nothing,
    access: 'domain:write',
    answer: async (call, { dom, count }) => (await domainOf(call, dom)).settings.setVcpus(count, { live: true }),
  }),
  DOMAIN_SET_VCPUS_FLAGS: procedure({
    args: struct({ dom: domainHandle, count: uint, flags }),
    result: nothing,
    access: 'domain:write',
    answer: async (call, { dom, count, flags }) => {
      const where = impactOf(flags, vcpuFlags)
      const domain = await domainOf(call, dom)
      if (flags & vcpuFlags.guest) return domain.agent.setVcpuCount(count)
      const maximum = (flags & vcpuFlags.maximum) !== 0
      const hotpluggable = (flags & vcpuFlags.hotpluggable) !== 0
      await domain.settings.setVcpus(count, { ...where, maximum, hotpluggable })
    },
  }),
  DOMAIN_SET_VCPU: procedure({
    args: struct({ dom: domainHandle, vcpus: text, state: int, flags }),
    result: nothing,
    access: 'domain:write',
    answer: async (call, { dom, vcpus, state, flags }) => {
      const numbers = parseNumberSet(vcpus)
      if (!numbers) throw new LodgeError('INVALID_ARG', `'${vcpus.slice(0, 80)}' is no list of virtual CPUs`)
      if (state !== 0 && state !== 1) throw new LodgeError('INVALID_ARG', 'unsupported state value')
      await (await domainOf(call, dom)).settings.setVcpu(numbers, state === 1, impactOf(flags))
    },
  }),
  DOMAIN_PIN_VCPU: procedure({
    args: struct({ dom: domainHandle, vcpu: uint, cpus: cpuNumbers }),
    result: nothing,
    access: 'domain:write',
    answer: async (call, { dom, vcpu, cpus }) =>
      (await domainOf(call, dom)).settings.pinVcpu(vcpu, cpus, { live: true }),
  }),
  DOMAIN_PIN_VCPU_FLAGS: procedure({
    args: struct({ dom: domainHandle, vcpu: uint, cpus: cpuNumbers, flags }),
    result: nothing,
    access: 'domain:write',
    answer: async (call, { dom, vcpu, cpus, flags }) =>
      (await domainOf(call, dom)).settings.pinVcpu(vcpu, cpus, impactOf(flags)),
  }),
  DOMAIN_PIN_EMULATOR: procedure({
    args: struct({ dom: domainHandle, cpus: cpuNumbers, flags }),
    result: nothing,
    access: 'domain:write',
    answer: async (call, { dom, cpus, flags }) =>
      (await domainOf(call, dom)).settings.pinEmulator(cpus, impactOf(flags)),
  }),
} satisfies Partial<Record<ProcedureName, unknown>>

/** How many of its CPUs the guest itself uses. */
async function guestsCount(domain: Domain): Promise<number> {
  if (!(await domain.isActive())) {
    const text = 'invalid argument: vCPU count provided by the guest agent can only be requested for live domains'
    throw new LodgeError('INVALID_ARG', text)
  }
  return (await domain.agent.vcpus()).filter(({ online }) => online).length
}
