import { describeX86, type X86Description } from '../domain/cpu/nearest-model.ts'
import { x86Model, x86Models } from '../domain/cpu/x86-models.ts'
import type { HostFacts } from './facts.ts'
import { featuresOfFlags, x86Vendor, xmlFeature } from './x86.ts'
import type { HostCpuXml } from './xml.ts'

/** The host's CPU as capabilities describe it. */
export function hostCpu({ arch, processor, topology, pageSizes }: HostFacts): HostCpuXml {
  const { vendor, family, model, stepping, microcode, physicalBits } = processor
  const described = arch === 'x86_64' || arch === 'i686' ? hostModel(vendor, featuresOfFlags(processor)) : undefined
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

/** The host can only be said to have more than a model, so the model is one of which it has everything. */
function hostModel(vendor = '', features: ReadonlySet<string>): X86Description | undefined {
  const within = x86Models.filter((name) => [...(x86Model(name)?.features ?? [])].every((each) => features.has(each)))
  return describeX86({ vendor, has: (feature) => features.has(feature), models: within.map((name) => ({ name })) })
}
