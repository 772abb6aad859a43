import { LodgeError } from '../../base/errors.ts'
import { nearest } from '../../base/nearest.ts'
import { originOf } from '../../formats/xml/reading.ts'
import { chooseAccelerator } from '../qemu/accelerators.ts'
import { architectureNamed } from '../qemu/architectures.ts'
import type { QemuBuild } from '../qemu/build.ts'
import type { HostView } from '../qemu/host.ts'
import type { Domain } from './xml.ts'

/**
 * Settles what everything else depends on: accelerator, architecture, emulator and machine type. Reads the dialect of 2007
 * too, in which the text of `<type>` is the accelerator and `<loader>` the QEMU binary; today's is what comes out.
 */
export function resolveMachine(domain: Domain, host: HostView): QemuBuild {
  const { os } = domain
  if (os.type.kind !== 'hvm') {
    domain.type = os.type.kind
    if (os.loader?.path && !os.loader.type) {
      domain.devices.emulator ??= os.loader.path
      os.loader = undefined
    }
    os.type.kind = 'hvm'
  }
  domain.type ??= 'qemu'
  const { name: arch } = architectureNamed(os.type.arch ?? host.arch)
  os.type.arch = arch
  const position = originOf(os.type)?.position
  const qemu = host.emulator(arch, domain.devices.emulator)
  if (!qemu) {
    throw new LodgeError('CONFIG_UNSUPPORTED', `no emulator on this host runs '${arch}' guests`, {
      position,
      hint: `install QEMU for ${arch}, or name its binary in <emulator>`,
    })
  }
  chooseAccelerator(domain.type, { guest: arch, host: host.arch, build: qemu.facts, kvm: host.kvm })
  domain.devices.emulator ??= host.emulatorPath(arch) ?? qemu.binary
  const machines = qemu.machines(domain.type)
  if (os.type.machine === undefined) os.type.machine = qemu.defaultMachine(domain.type)?.name
  const machine = os.type.machine === undefined ? undefined : qemu.machine(domain.type, os.type.machine)
  if (!machine) {
    const names = machines.flatMap(({ name, alias }) => (alias ? [name, alias] : [name]))
    const near = os.type.machine && nearest(os.type.machine, names)
    throw new LodgeError(
      'CONFIG_UNSUPPORTED',
      os.type.machine
        ? `${qemu.binary} has no machine type '${os.type.machine}' for ${arch}`
        : `${qemu.binary} has no default machine type: <type machine='…'> is needed`,
      { position, hint: `${near ? `did you mean '${near}'? ` : ''}'lodge machines --arch ${arch}' lists them` },
    )
  }
  os.type.machine = machine.name
  return qemu
}
