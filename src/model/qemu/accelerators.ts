import { LodgeError } from '../../base/errors.ts'
import { runsNatively } from './architectures.ts'
import type { QemuFacts } from './facts.ts'

export interface Accelerator {
  /** As in `<domain type=…>` and in the text of the older dialect's `<os><type>`. */
  domainType: string
  /** As in QEMU's `-accel` and in the facts. */
  qemu: string
  title: string
  /** Runs guests of any architecture; the others need the guest's code to be the host CPU's own. */
  anyGuest?: true
  /** Host systems that have it, as Node's `process.platform` names them. */
  platforms?: readonly string[]
  /** Why no QEMU of today has it. */
  gone?: string
}

/** Everything that has ever run a QEMU guest's code: one row each. */
export const accelerators = [
  { domainType: 'qemu', qemu: 'tcg', title: "QEMU's own translator (TCG)", anyGuest: true },
  { domainType: 'kvm', qemu: 'kvm', title: 'KVM', platforms: ['linux'] },
  {
    domainType: 'kqemu',
    qemu: 'kqemu',
    title: 'KQEMU',
    gone: 'QEMU 0.12 (2009) took KQEMU out: KVM has its place',
  },
  {
    domainType: 'qvm86',
    qemu: 'qvm86',
    title: 'QVM86',
    gone: 'QVM86 was a patch for QEMU 0.7 to 0.9 that never went into QEMU: KVM has its place',
  },
  { domainType: 'hvf', qemu: 'hvf', title: "macOS's Hypervisor.framework", platforms: ['darwin'] },
  { domainType: 'xen', qemu: 'xen', title: 'Xen', platforms: ['linux'] },
  { domainType: 'nvmm', qemu: 'nvmm', title: "NetBSD's NVMM", platforms: ['netbsd'] },
  { domainType: 'whpx', qemu: 'whpx', title: 'Windows Hypervisor Platform', platforms: ['win32'] },
  { domainType: 'hax', qemu: 'hax', title: 'Intel HAXM', platforms: ['darwin', 'win32'] },
] as const satisfies readonly Accelerator[]

export type AcceleratorName = (typeof accelerators)[number]['qemu']

/** What the choice depends on beside the wish: all of it found out elsewhere. */
export interface AcceleratorChoice {
  /** libvirt's architecture names. */
  guest: string
  host: string
  build: Pick<QemuFacts, 'binary' | 'accelerators' | 'kvm'>
  kvm: { usable: true } | { usable: false; reason: string }
}

export function findAccelerator(domainType: string): Accelerator | undefined {
  return accelerators.find((accelerator) => accelerator.domainType === domainType)
}

/** The accelerator that a domain's type asks for, or an error that says why it can't be had here. */
export function chooseAccelerator(domainType: string, choice: AcceleratorChoice): Accelerator {
  const asked = findAccelerator(domainType)
  if (!asked) {
    throw new LodgeError('CONFIG_UNSUPPORTED', `no accelerator is called '${domainType}'`, {
      where: '/domain/@type',
      hint: `known: ${accelerators.map((accelerator) => accelerator.domainType).join(', ')}`,
    })
  }
  const reason = whyNotAccelerated(asked, choice)
  if (reason === undefined) return asked
  const { binary, accelerators: offered } = choice.build
  throw new LodgeError('CONFIG_UNSUPPORTED', `${asked.title} can't run this guest: ${reason}`, {
    where: '/domain/@type',
    hint: `${binary} offers ${offered.join(', ') || 'nothing'}; <domain type='qemu'> runs the guest anywhere, slower`,
    data: { accelerator: asked.qemu, emulator: binary, offered, guest: choice.guest, host: choice.host },
  })
}

/** Why an accelerator can't run a guest here; undefined where it can. */
export function whyNotAccelerated(
  asked: Accelerator,
  { guest, host, build, kvm }: AcceleratorChoice,
): string | undefined {
  if (asked.gone) return asked.gone
  if (!asked.anyGuest && !runsNatively(host, guest)) {
    return `it needs a guest of the host's own kind, and the host's CPU is ${host}, the guest's ${guest}`
  }
  if (!build.accelerators.includes(asked.qemu)) return `${build.binary} was built without it`
  if (asked.qemu !== 'kvm') return undefined
  if (!kvm.usable) return kvm.reason
  if (!build.kvm.enabled) return `${build.binary} has it, but could not switch it on when it was asked`
  return undefined
}
