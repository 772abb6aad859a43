import { xmlFeature } from '../domain/cpu/feature-names.ts'
import { describeX86, type X86Description } from '../domain/cpu/nearest-model.ts'
import { x86Model, x86Models } from '../domain/cpu/x86-models.ts'
import { x86Vendor } from '../domain/cpu/x86-vendors.ts'
import type { HostFacts, ProcessorFacts } from './facts.ts'
import { featuresOfFlags } from './x86.ts'
import type { HostCpuXml } from './xml.ts'

/** The host's CPU as capabilities describe it. */
export function hostCpu({ arch, processor, topology, pageSizes }: HostFacts): HostCpuXml {
  const { vendor, family, model, stepping, microcode, physicalBits } = processor
  const described = arch === 'x86_64' || arch === 'i686' ? x86Host(processor).model : undefined
  const signed = family !== undefined && model !== undefined && stepping !== undefined
  return {
    arch,
    model: described?.name,
    vendor: x86Vendor(vendor),
    microcode: microcode === undefined ? undefined : { version: microcode },
    signature: signed ? { family, model, stepping } : undefined,
    topology,
    maxphysaddr: physicalBits === undefined ? undefined : { mode: 'emulate', bits: physicalBits },
    feature: (described?.more ?? []).map((name) => ({ name: xmlFeature(name) })),
    pages: pageSizes.map((size) => ({ unit: 'KiB' as const, size })),
  }
}

/**
 * What the kernel keeps to itself: bits of registers that say what a CPU does not suffer from, and the like; and the memory type
 * ranges, which every CPU of these has, where a kernel is built without them.
 */
const unseen = new Set(
  `svme-addr-chk core-capability split-lock-detect rdctl-no ibrs-all skip-l1dfl-vmentry mds-no pschange-mc-no
  taa-no mtrr`.split(/\s+/),
)

/**
 * The host's CPU as a model. It can only be said to have more than that, so it has everything of the model that the kernel would
 * show, and what is not shown is believed to be there.
 */
export function x86Host(processor: ProcessorFacts): { model?: X86Description; features: ReadonlySet<string> } {
  const flags = featuresOfFlags(processor)
  const within = x86Models.filter((name) =>
    [...(x86Model(name)?.features ?? [])].every((each) => flags.has(each) || unseen.has(each)),
  )
  const model = describeX86({
    vendor: processor.vendor ?? '',
    has: (feature) => flags.has(feature),
    models: within.map((name) => ({ name })),
  })
  return { model, features: new Set([...flags, ...(model ? (x86Model(model.name)?.features ?? []) : [])]) }
}
