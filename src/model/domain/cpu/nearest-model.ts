import type { CpuFacts } from '../../qemu/facts.ts'
import { x86Features } from './x86-features.ts'
import { x86Model, x86Models } from './x86-models.ts'

export interface X86Description {
  name: string
  /** libvirt's order. */
  more: string[]
  less: string[]
}

/** A model, and which of its features can't be had though the CPU has them. */
export interface X86Candidate {
  name: string
  blocked?: readonly string[]
}

/** A feature that must be taken away counts as two that are added: a guest may rely on what its model promises. */
const cost = ({ more, less }: X86Description) => more.length + 2 * less.length

/** The models that a build has. */
export function x86ModelsOf(cpus: readonly CpuFacts[]): X86Candidate[] {
  return x86Models.flatMap((name) => {
    const known = cpus.find((cpu) => cpu.name === name)
    return known ? [{ name, blocked: known.unavailable }] : []
  })
}

/** An x86 CPU as one of the models, of its own vendor where there is one, and what it has more or less than that. */
export function describeX86(cpu: {
  /** As CPUID says it. */
  vendor: string
  has(feature: string): boolean
  models: readonly X86Candidate[]
}): X86Description | undefined {
  const all = cpu.models.flatMap(({ name, blocked }): (X86Description & { vendor: string })[] => {
    const model = x86Model(name)
    if (!model) return []
    return [
      {
        name,
        vendor: model.vendor,
        more: x86Features.filter((feature) => cpu.has(feature) && !model.features.has(feature)),
        less: x86Features.filter(
          (feature) => !cpu.has(feature) && (model.features.has(feature) || blocked?.includes(feature)),
        ),
      },
    ]
  })
  const own = all.filter(({ vendor }) => vendor === cpu.vendor)
  const [best] = (own.length > 0 ? own : all).sort((a, b) => cost(a) - cost(b))
  return best
}
