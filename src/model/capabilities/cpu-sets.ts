import { LodgeError } from '../../base/errors.ts'
import { problemToError } from '../../base/problems.ts'
import { readXml } from '../../formats/xml/reader.ts'
import { Reading } from '../../formats/xml/reading.ts'
import { writeXml } from '../../formats/xml/writer.ts'
import { xmlFeature } from '../domain/cpu/feature-names.ts'
import { describeX86, type X86Candidate, x86ModelsOf } from '../domain/cpu/nearest-model.ts'
import { x86Features } from '../domain/cpu/x86-features.ts'
import { x86Model, x86Models } from '../domain/cpu/x86-models.ts'
import { x86Vendor, x86VendorId } from '../domain/cpu/x86-vendors.ts'
import { cpuElement } from '../domain/cpu/xml.ts'
import type { QemuBuild } from '../qemu/build.ts'
import type { ProcessorFacts } from './facts.ts'
import { x86Host } from './host-cpu.ts'
import { type HostCpuXml, hostCpuElement } from './xml.ts'

/** A CPU as what it has, by QEMU's names. */
export interface CpuSet {
  arch?: string
  /** libvirt's name; absent where any will do. */
  vendor?: string
  features: ReadonlySet<string>
  /** What it must not have. */
  forbidden: ReadonlySet<string>
  /** It must be this and nothing more. */
  strict: boolean
}

/** The machine's own CPU. */
export function hostCpuSet(processor: ProcessorFacts): CpuSet {
  const vendor = x86Vendor(processor.vendor)
  return { vendor, features: x86Host(processor).features, forbidden: new Set(), strict: false }
}

/** The CPU that an emulator can give. */
export function emulatorCpuSet(build: QemuBuild, type: string): CpuSet {
  const { hostCpu } = build.under(type)
  if (!hostCpu) throw new LodgeError('NO_SUPPORT', `${build.binary} doesn't say what its CPUs can have`)
  const features = x86Features.filter((name) => hostCpu.props[name] === true)
  const vendor = x86Vendor(String(hostCpu.props.vendor))
  return { vendor, features: new Set(features), forbidden: new Set(), strict: false }
}

/** Reads a `<cpu>`, of capabilities or of domain XML. */
export function parseCpuSet(xml: string): CpuSet {
  const root = readXml(xml)
  if (root.name !== 'cpu') {
    throw new LodgeError('XML_ERROR', `the root element is '${root.name.slice(0, 80)}': expected 'cpu'`, {
      position: root.position,
    })
  }
  const reading = new Reading(xml)
  const cpu = reading.inside('cpu', () => hostCpuElement.read(root, reading))
  const error = reading.problems.find(({ level }) => level === 'error')
  if (error) throw problemToError(error)
  const { arch } = cpu
  if (arch !== undefined && arch !== 'x86_64' && arch !== 'i686') throw onlyX86(arch)
  return { arch, vendor: cpu.vendor, ...featuresOf(cpu), strict: root.attributes.get('match')?.value === 'strict' }
}

/** The system's own doing, which no CPU has or lacks. */
const notOfTheCpu = ['osxsave', 'ospke']

function featuresOf({ model, feature }: HostCpuXml): Pick<CpuSet, 'features' | 'forbidden'> {
  const named = model === undefined ? undefined : x86Model(model)
  if (model !== undefined && !named) {
    throw new LodgeError('NO_SUPPORT', `it is not known what CPU model '${model.slice(0, 80)}' has`, {
      hint: `known: ${x86Models.join(', ')}`,
    })
  }
  const features = new Set(named?.features)
  const forbidden = new Set<string>()
  for (const { name, policy = 'require' } of feature) {
    if (notOfTheCpu.includes(name)) continue
    const plain = name === 'pclmuldq' ? 'pclmulqdq' : name.replaceAll('_', '-')
    if (policy === 'require' || policy === 'force') features.add(plain)
    else features.delete(plain)
    if (policy === 'forbid') forbidden.add(plain)
  }
  return { features, forbidden }
}

export function compareCpus(wanted: CpuSet, offered: CpuSet): 'incompatible' | 'identical' | 'superset' {
  if (wanted.vendor !== undefined && wanted.vendor !== offered.vendor) return 'incompatible'
  const { features, forbidden } = wanted
  if ([...features].some((name) => !offered.features.has(name))) return 'incompatible'
  if ([...forbidden].some((name) => offered.features.has(name))) return 'incompatible'
  if (features.size === offered.features.size) return 'identical'
  return wanted.strict ? 'incompatible' : 'superset'
}

/** What all of them have, as a model and what it has more or less. */
export function baselineXml(
  cpus: readonly CpuSet[],
  { build, type = '', expand = false }: BaselineChoice = {},
): string {
  const [first, ...others] = cpus
  if (!first) throw new LodgeError('INVALID_ARG', 'a baseline needs one CPU or more')
  if (others.some(({ arch }) => arch !== undefined && first.arch !== undefined && arch !== first.arch)) {
    throw new LodgeError('INVALID_ARG', 'the CPUs are of different architectures')
  }
  if (new Set(cpus.map(({ vendor }) => vendor)).size > 1) {
    throw new LodgeError('OPERATION_FAILED', 'the CPUs are of different vendors')
  }
  const has = (feature: string) => cpus.every(({ features }) => features.has(feature))
  const models: X86Candidate[] = build ? x86ModelsOf(build.under(type).cpus) : x86Models.map((name) => ({ name }))
  const best = describeX86({ vendor: x86VendorId(first.vendor) ?? '', has, models })
  if (!best) throw new LodgeError('OPERATION_FAILED', 'no CPU model has what these CPUs have in common')
  const own = expand ? x86Features.filter((name) => has(name) && !best.more.includes(name)) : []
  const output = cpuElement.write({
    mode: 'custom',
    match: 'exact',
    model: { fallback: 'forbid', name: best.name },
    vendor: first.vendor,
    feature: [
      ...[...best.more, ...own].map((name) => ({ policy: 'require' as const, name: xmlFeature(name) })),
      ...best.less.map((name) => ({ policy: 'disable' as const, name: xmlFeature(name) })),
    ],
  })
  return writeXml(output)
}

interface BaselineChoice {
  /** Whose models are taken, and under which `<domain type=…>`. */
  build?: QemuBuild
  type?: string
  expand?: boolean
}

/** What makes up a CPU is only known of x86. */
export function onlyX86(arch: string): LodgeError {
  return new LodgeError('NO_SUPPORT', `CPUs of ${arch.slice(0, 80)} can't be compared: it is not known what each has`)
}
