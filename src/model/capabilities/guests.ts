import { architectureNamed } from '../qemu/architectures.ts'
import type { MachineFacts } from '../qemu/facts.ts'
import { Machine } from '../qemu/machine.ts'
import type { GuestFacts } from './facts.ts'
import type { GuestXml } from './xml.ts'

/** What guests of an architecture can be: one `<guest>`. */
export function guestOf({ arch, build, types }: GuestFacts): GuestXml {
  const { isX86, isArmVirt } = new Machine(arch, 'virt')
  const machines = machinesOf(build.machines('qemu'))
  return {
    os_type: 'hvm',
    arch: {
      name: arch,
      wordsize: architectureNamed(arch).bits,
      emulator: build.binary,
      machine: machines,
      domain: types.map((type) => ({
        type,
        // what another accelerator can do differently stands with it
        machine: type === 'qemu' ? [] : differing(machinesOf(build.machines(type)), machines),
      })),
    },
    features: {
      pae: arch === 'i686',
      nonpae: arch === 'i686',
      acpi: isX86 || (isArmVirt && arch === 'aarch64') ? { default: true, toggle: true } : undefined,
      apic: isX86 ? { default: true, toggle: false } : undefined,
      cpuselection: true,
      deviceboot: true,
      disksnapshot: { default: true, toggle: false },
    },
  }
}

type MachineXml = GuestXml['arch']['machine'][number]

/** The default first, as clients take the first one for it; an alias behind what it stands for. */
function machinesOf(machines: readonly MachineFacts[]): MachineXml[] {
  return [...machines]
    .filter(({ name }) => name !== 'none')
    .sort((a, b) => Number(b.default) - Number(a.default))
    .flatMap(({ name, alias, maxCpus, deprecated }) => {
      const common = { maxCpus, deprecated: deprecated || undefined }
      return [{ ...common, name }, ...(alias === undefined ? [] : [{ ...common, canonical: name, name: alias }])]
    })
}

function differing(machines: MachineXml[], from: MachineXml[]): MachineXml[] {
  return JSON.stringify(machines) === JSON.stringify(from) ? [] : machines
}
