import type { Capabilities, EmulatorInfo } from '../../api/index.ts'
import { LodgeError } from '../../base/errors.ts'
import { accelerators, whyNotAccelerated } from '../../model/qemu/accelerators.ts'
import { guestsOf } from '../../model/qemu/architectures.ts'
import type { QemuBuild } from '../../model/qemu/build.ts'
import type { EmulatorFacts } from '../capabilities/index.ts'
import { findEmulators } from '../host/emulators.ts'
import type { LocalHostView } from './host-view.ts'

/** Every installed emulator is asked, side by side. */
export async function hostCapabilities(view: LocalHostView, facts: EmulatorFacts): Promise<Capabilities> {
  const answers = await facts.ofAll(findEmulators(view.search).map(({ path }) => path))
  return {
    arch: view.arch,
    kvm: view.kvm,
    emulators: [...answers].map(([path, answer]) => emulatorInfo(path, answer, view)),
  }
}

function emulatorInfo(path: string, answer: QemuBuild | LodgeError, view: LocalHostView): EmulatorInfo {
  if (answer instanceof LodgeError) return { path, archs: [], error: answer.message }
  const { version, target } = answer.facts
  const archs = guestsOf(target)
  const usable = acceleratorsOf(answer, archs[0] ?? target, view)
  return {
    path,
    archs,
    version: `${version.major}.${version.minor}.${version.micro}`,
    accelerators: usable,
    defaultMachine: answer.defaultMachine(usable[0] ?? 'qemu')?.name,
  }
}

/** Those that work, the fastest first: the translator is the last resort. */
export function acceleratorsOf(build: QemuBuild, guest: string, view: LocalHostView): string[] {
  return accelerators
    .filter((each) => !whyNotAccelerated(each, { guest, host: view.arch, build: build.facts, kvm: view.kvm }))
    .map(({ domainType }) => domainType)
    .sort((a, b) => Number(a === 'qemu') - Number(b === 'qemu'))
}
