import { LodgeError } from '../../base/errors.ts'
import { nearest } from '../../base/nearest.ts'

export interface Architecture {
  /** libvirt's name; QEMU's own where libvirt has none. */
  name: string
  /** QEMU's target: the end of the binary's name and what `query-target` answers. */
  target: string
  bits: 32 | 64
  bigEndian?: true
  /** Targets whose binary also runs guests of this architecture, tried after its own. */
  alsoRunBy?: readonly string[]
  /** Other names that users write. */
  alsoCalled?: readonly string[]
}

/** Every system emulator that Debian packages. */
const table = [
  { name: 'x86_64', target: 'x86_64', bits: 64, alsoCalled: ['amd64', 'x64', 'x86-64'] },
  { name: 'i686', target: 'i386', bits: 32, alsoRunBy: ['x86_64'], alsoCalled: ['x86', 'i386', 'i486', 'i586'] },
  { name: 'aarch64', target: 'aarch64', bits: 64, alsoCalled: ['arm64'] },
  { name: 'armv7l', target: 'arm', bits: 32, alsoRunBy: ['aarch64'], alsoCalled: ['arm', 'armhf'] },
  { name: 'armv6l', target: 'arm', bits: 32, alsoRunBy: ['aarch64'], alsoCalled: ['armel'] },
  { name: 'alpha', target: 'alpha', bits: 64 },
  { name: 'avr', target: 'avr', bits: 32 },
  { name: 'cris', target: 'cris', bits: 32 },
  { name: 'hppa', target: 'hppa', bits: 32, bigEndian: true, alsoCalled: ['parisc'] },
  { name: 'loongarch64', target: 'loongarch64', bits: 64 },
  { name: 'm68k', target: 'm68k', bits: 32, bigEndian: true },
  { name: 'microblaze', target: 'microblaze', bits: 32, bigEndian: true },
  { name: 'microblazeel', target: 'microblazeel', bits: 32 },
  { name: 'mips', target: 'mips', bits: 32, bigEndian: true },
  { name: 'mipsel', target: 'mipsel', bits: 32 },
  { name: 'mips64', target: 'mips64', bits: 64, bigEndian: true },
  { name: 'mips64el', target: 'mips64el', bits: 64 },
  { name: 'nios2', target: 'nios2', bits: 32 },
  { name: 'or1k', target: 'or1k', bits: 32, bigEndian: true, alsoCalled: ['or32', 'openrisc'] },
  { name: 'ppc', target: 'ppc', bits: 32, bigEndian: true, alsoRunBy: ['ppc64'], alsoCalled: ['powerpc'] },
  { name: 'ppc64', target: 'ppc64', bits: 64, bigEndian: true },
  { name: 'ppc64le', target: 'ppc64', bits: 64 },
  { name: 'riscv32', target: 'riscv32', bits: 32 },
  { name: 'riscv64', target: 'riscv64', bits: 64, alsoCalled: ['riscv'] },
  { name: 'rx', target: 'rx', bits: 32 },
  { name: 's390x', target: 's390x', bits: 64, bigEndian: true, alsoCalled: ['s390'] },
  { name: 'sh4', target: 'sh4', bits: 32 },
  { name: 'sh4eb', target: 'sh4eb', bits: 32, bigEndian: true },
  { name: 'sparc', target: 'sparc', bits: 32, bigEndian: true },
  { name: 'sparc64', target: 'sparc64', bits: 64, bigEndian: true },
  { name: 'tricore', target: 'tricore', bits: 32 },
  { name: 'xtensa', target: 'xtensa', bits: 32 },
  { name: 'xtensaeb', target: 'xtensaeb', bits: 32, bigEndian: true },
] as const satisfies readonly Architecture[]

export const architectures: readonly Architecture[] = table

/** What Node calls the machine's CPU, where that isn't one of the names above. */
const nodeNames: Record<string, string> = { ia32: 'i686', s390: 's390x', loong64: 'loongarch64' }

/** Guests that a host's CPU runs by itself besides its own kind. */
const alsoNative: Record<string, readonly string[]> = {
  x86_64: ['i686'],
  aarch64: ['armv7l', 'armv6l'],
  armv7l: ['armv6l'],
  ppc64: ['ppc64le', 'ppc'],
  ppc64le: ['ppc64', 'ppc'],
  riscv64: ['riscv32'],
  mips64: ['mips'],
  mips64el: ['mipsel'],
  sparc64: ['sparc'],
}

/** An architecture by any name that users write: libvirt's, QEMU's, Debian's, or a short one. */
export function findArchitecture(name: string): Architecture | undefined {
  return (
    architectures.find((arch) => arch.name === name) ??
    architectures.find((arch) => arch.alsoCalled?.includes(name)) ??
    architectures.find((arch) => arch.target === name)
  )
}

export function architectureNamed(name: string): Architecture {
  const found = findArchitecture(name)
  if (found) return found
  const names = architectures.flatMap((arch) => [arch.name, ...(arch.alsoCalled ?? [])])
  const meant = nearest(name, names)
  throw new LodgeError('OS_TYPE', `no architecture is called '${name}'${meant ? `; did you mean '${meant}'?` : ''}`, {
    where: '/domain/os/type/@arch',
    hint: `known: ${architectures.map((arch) => arch.name).join(', ')}`,
  })
}

/** libvirt's name of the architecture that Node's `process.arch` names. */
export function architectureOfHost(processArch: string): string {
  return nodeNames[processArch] ?? findArchitecture(processArch)?.name ?? processArch
}

/** Whether a host's CPU can run a guest's code itself, so that an accelerator is of any use. */
export function runsNatively(host: string, guest: string): boolean {
  return host === guest || (alsoNative[host]?.includes(guest) ?? false)
}

/** File names of the emulators that run guests of an architecture on a host, best first. */
export function emulatorNames(guest: Architecture, host: string): string[] {
  const targets = [guest.target, ...(guest.alsoRunBy ?? [])]
  // An accelerator of a 64-bit host only comes with the host's own binary.
  const hostTarget = findArchitecture(host)?.target
  if (hostTarget && guest.target !== 'i386' && runsNatively(host, guest.name) && targets.includes(hostTarget)) {
    targets.sort((a, b) => Number(b === hostTarget) - Number(a === hostTarget))
  }
  const names = targets.map((target) => `qemu-system-${target}`)
  // Red Hat's name for the one that runs the host's own guests.
  return runsNatively(host, guest.name) ? [...names, 'qemu-kvm'] : names
}

/** libvirt's names of the guests that a binary of a target runs, its own first. */
export function guestsOf(target: string): string[] {
  const own = architectures.filter((arch) => arch.target === target)
  const others = architectures.filter((arch) => arch.alsoRunBy?.includes(target))
  return [...own, ...others].map((arch) => arch.name)
}
