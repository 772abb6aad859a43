import type { MachineList } from '../../api/index.ts'
import { LodgeError } from '../../base/errors.ts'
import { architectureNamed } from '../../model/qemu/architectures.ts'
import type { EmulatorFacts } from '../capabilities/index.ts'
import { acceleratorsOf } from './capabilities.ts'
import type { LocalHostView } from './host-view.ts'

export async function listMachines(view: LocalHostView, facts: EmulatorFacts, asked = view.arch): Promise<MachineList> {
  const { name: arch } = architectureNamed(asked)
  const emulator = view.emulatorPath(arch)
  if (!emulator) {
    throw new LodgeError('CONFIG_UNSUPPORTED', `no emulator on this host runs '${arch}' guests`, {
      hint: `install QEMU for ${arch}: 'lodge host' shows what is here`,
    })
  }
  const build = await facts.of(emulator)
  const [accelerator = 'qemu'] = acceleratorsOf(build, arch, view)
  const machines = build
    .machines(accelerator)
    .map(({ name, alias, default: isDefault, deprecated, maxCpus }) => ({
      ...{ name, alias, default: isDefault, deprecated, maxCpus },
    }))
    .sort((a, b) => Number(b.default) - Number(a.default) || a.name.localeCompare(b.name, 'en', { numeric: true }))
  return { arch, emulator, machines }
}
