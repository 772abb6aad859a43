import { x86Features } from '../domain/cpu/x86-features.ts'
import type { ProcessorFacts } from './facts.ts'

/** Names that differ by more than dashes, dots and underscores; undefined for what is none of the CPU's. */
const kernelNames: readonly (readonly [flag: string, feature: string | undefined])[] = [
  ['tsc_deadline_timer', 'tsc-deadline'],
  ['nonstop_tsc', 'invtsc'],
]

/** The kernel has one word for what two vendors do differently. */
const amd = [
  ['stibp', 'amd-stibp'],
  ['ssbd', 'amd-ssbd'],
] as const
const ownNames = new Map<string, typeof kernelNames>([
  ['AuthenticAMD', amd],
  ['HygonGenuine', amd],
  [
    'GenuineIntel',
    [
      ['ibrs', 'spec-ctrl'],
      ['ibpb', undefined],
    ],
  ],
])

const plain = (name: string) => name.replace(/[-_.]/g, '')
const byPlainName = new Map(x86Features.map((name) => [plain(name), name]))

/** The CPU's features by QEMU's names; the kernel has flags that are none of the CPU's. */
export function featuresOfFlags({ vendor = '', flags }: ProcessorFacts): ReadonlySet<string> {
  const special = new Map([...kernelNames, ...(ownNames.get(vendor) ?? [])])
  const found = flags.map((flag) => (special.has(flag) ? special.get(flag) : byPlainName.get(plain(flag))))
  return new Set(found.filter((name) => name !== undefined))
}
