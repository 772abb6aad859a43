import { ramId } from '../memory/qemu.ts'
import type { Emitter } from '../section.ts'

export const machineOption: Emitter = (world) => {
  const { domain, machine, qemu, accelerator } = world
  const acpi = qemu.machine(accelerator, machine.name)?.acpi
  return [
    {
      make: 'keyval',
      option: '-machine',
      head: machine.name,
      props: {
        usb: false,
        'dump-guest-core': domain.memory?.dumpCore ?? false,
        'memory-backend': ramId(world),
        acpi: acpi ? (domain.features?.acpi ?? false) : undefined,
      },
    },
  ]
}

const qemuNames: Record<string, string> = { qemu: 'tcg' }

export const accelOption: Emitter = ({ accelerator }) => [
  { make: 'keyval', option: '-accel', head: qemuNames[accelerator] ?? accelerator, props: {} },
]
