import { LodgeError } from '../../../base/errors.ts'
import { nearest } from '../../../base/nearest.ts'
import { writeXml } from '../../../formats/xml/writer.ts'
import type { CapabilityContext } from '../../devices/context.ts'
import { capabilityOrder, deviceKinds } from '../../devices/index.ts'
import type { Device, DeviceKind } from '../../devices/kind.ts'
import { findAccelerator, whyNotAccelerated } from '../../qemu/accelerators.ts'
import type { QemuBuild } from '../../qemu/build.ts'
import type { MachineFacts } from '../../qemu/facts.ts'
import type { HostView } from '../../qemu/host.ts'
import { Machine } from '../../qemu/machine.ts'
import { answerOf } from './answer.ts'
import { cpuModes } from './cpu.ts'
import { featureCapabilities } from './features.ts'
import { bootCapabilities } from './os.ts'
import { type Answer, type DomainCapabilities, domainCapabilitiesElement } from './xml.ts'

/** Which guests are asked about. */
export interface GuestChoice {
  /** libvirt's name. */
  arch: string
  /** A machine type or its alias; the build's default where absent. */
  machine?: string
  /** As in `<domain type=…>`. */
  type: string
}

/** The `<domainCapabilities>` document: what guests of a build can have. */
export function domainCapabilitiesXml(build: QemuBuild, choice: GuestChoice, host: HostView): string {
  return writeXml(domainCapabilitiesElement.write(domainCapabilities(build, choice, host)))
}

export function domainCapabilities(build: QemuBuild, choice: GuestChoice, host: HostView): DomainCapabilities {
  requireAccelerator(build, choice, host)
  const facts = machineOf(build, choice)
  const machine = new Machine(choice.arch, facts.name)
  const context: CapabilityContext = { machine, qemu: build, accelerator: choice.type, host }
  return {
    path: build.binary,
    domain: choice.type,
    machine: facts.name,
    arch: choice.arch,
    vcpu: { max: facts.maxCpus },
    iothreads: { supported: build.hasType('iothread') },
    os: bootCapabilities(context),
    cpu: { mode: cpuModes(context) },
    memoryBacking: answerOf({
      sourceType: [
        ...(build.hasType('memory-backend-file') ? ['file'] : []),
        'anonymous',
        ...(build.hasType('memory-backend-memfd') ? ['memfd'] : []),
      ],
    }),
    devices: { kinds: deviceCapabilities(context) },
    features: { features: featureCapabilities(context) },
  }
}

/** Each kind answers for itself; one that doesn't is left out. */
function deviceCapabilities(context: CapabilityContext): [string, Answer][] {
  return capabilityOrder.flatMap((name) => {
    const { capabilities, element } = deviceKinds[name] as unknown as DeviceKind<Device>
    return capabilities ? [[element.name, answerOf(capabilities(context))] satisfies [string, Answer]] : []
  })
}

function requireAccelerator(build: QemuBuild, { type, arch }: GuestChoice, host: HostView): void {
  const accelerator = findAccelerator(type)
  if (!accelerator) throw new LodgeError('INVALID_ARG', `no domain type is called '${type.slice(0, 80)}'`)
  const reason = whyNotAccelerated(accelerator, { guest: arch, host: host.arch, build: build.facts, kvm: host.kvm })
  if (reason === undefined) return
  throw new LodgeError('INVALID_ARG', `${build.binary} can't run guests of type '${type}': ${reason}`)
}

function machineOf(build: QemuBuild, { arch, machine, type }: GuestChoice): MachineFacts {
  const found =
    machine === undefined ? (build.defaultMachine(type) ?? build.machine(type, 'virt')) : build.machine(type, machine)
  if (found) return found
  if (machine === undefined) {
    throw new LodgeError('INVALID_ARG', `${build.binary} has no default machine type for ${arch}: name one`)
  }
  const names = build.machines(type).flatMap(({ name, alias }) => (alias ? [name, alias] : [name]))
  const near = nearest(machine, names)
  throw new LodgeError('INVALID_ARG', `${build.binary} has no machine type '${machine.slice(0, 80)}' for ${arch}`, {
    hint: near && `did you mean '${near}'?`,
  })
}
