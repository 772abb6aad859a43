import type { GuestChoice } from '../../api/index.ts'
import { LodgeError } from '../../base/errors.ts'
import type { GuestFacts } from '../../model/capabilities/index.ts'
import { architectures, findArchitecture, guestsOf } from '../../model/qemu/architectures.ts'
import type { QemuBuild } from '../../model/qemu/build.ts'
import type { EmulatorFacts } from '../capabilities/index.ts'
import { acceleratorsOf } from './capabilities.ts'
import type { LocalHostView } from './host-view.ts'

/** A build, and which of its guests are meant. */
export interface ChosenBuild {
  build: QemuBuild
  arch: string
  type: string
}

/** Fills in what a choice leaves open. */
export async function chooseBuild(
  { emulator, arch: asked, type }: GuestChoice,
  view: LocalHostView,
  facts: EmulatorFacts,
): Promise<ChosenBuild> {
  const wanted = asked === undefined ? undefined : findArchitecture(asked)?.name
  if (asked !== undefined && wanted === undefined) {
    throw new LodgeError('INVALID_ARG', `no architecture is called '${asked.slice(0, 80)}'`)
  }
  // what a client sends: longer is no path
  if (emulator !== undefined && (!emulator.startsWith('/') || emulator.length > 4095)) {
    throw new LodgeError('INVALID_ARG', `'${emulator.slice(0, 80)}' is no path of an emulator: it starts with '/'`)
  }
  const binary = emulator ?? view.emulatorPath(wanted ?? view.arch)
  if (binary === undefined) {
    throw new LodgeError('INVALID_ARG', `no emulator on this host runs '${wanted ?? view.arch}' guests`)
  }
  const build = await facts.of(binary)
  const guests = guestsOf(build.facts.target)
  const arch = wanted ?? (guests.includes(view.arch) ? view.arch : (guests[0] ?? build.facts.target))
  if (!guests.includes(arch)) {
    throw new LodgeError('INVALID_ARG', `${binary} runs ${guests.join(', ')} guests, not ${arch}`)
  }
  return { build, arch, type: type ?? acceleratorsOf(build, arch, view)[0] ?? 'qemu' }
}

/** Every architecture that a build is here for; each build is asked once, side by side. */
export async function guestFacts(view: LocalHostView, facts: EmulatorFacts): Promise<GuestFacts[]> {
  const binaries = architectures.flatMap(({ name }) => {
    const path = view.emulatorPath(name)
    return path === undefined ? [] : [{ arch: name, path }]
  })
  const builds = await facts.ofAll(binaries.map(({ path }) => path))
  return binaries.flatMap(({ arch, path }) => {
    const build = builds.get(path)
    // one that doesn't answer is left out: `lodge host` says why
    if (!build || build instanceof LodgeError) return []
    return [{ arch, build, types: acceleratorsOf(build, arch, view).reverse() }]
  })
}
