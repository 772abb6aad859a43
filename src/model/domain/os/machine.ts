import type { Props } from '../../qemu/part.ts'
import { machineFeatures } from '../features/qemu.ts'
import { keyWrap } from '../keywrap/qemu.ts'
import { guestSupport } from '../launch-security/qemu.ts'
import { ramId } from '../memory/qemu.ts'
import { hasHmat } from '../numa/qemu.ts'
import type { Emitter } from '../section.ts'
import { devicesOf, type World } from '../world.ts'
import { pflashNodes } from './pflash.ts'

/** The machine type and its properties in libvirt's order. */
export const machineOption: Emitter = (world) => {
  const { domain, machine } = world
  const fromDevices = deviceProps(world)
  return [
    {
      make: 'keyval',
      option: '-machine',
      head: machine.name,
      props: {
        // otherwise some machines make a USB controller of their own
        usb: false,
        ...keyWrap(world),
        ...machineFeatures(world),
        iommu: fromDevices.iommu,
        'dump-guest-core': domain.memory?.dumpCore ?? false,
        'mem-merge': domain.memoryBacking?.nosharepages ? false : undefined,
        nvdimm: fromDevices.nvdimm,
        'max-cpu-compat':
          machine.isPseries && domain.cpu?.mode === 'host-model' ? domain.cpu.model?.name?.toLowerCase() : undefined,
        hmat: hasHmat(domain) ? true : undefined,
        'confidential-guest-support': guestSupport(world),
        'memory-backend': ramId(world),
        ...pflashNodes(world),
        // the serial console is the firmware's only one then
        graphics: domain.os.bios?.useserial && machine.isX86 ? false : undefined,
        loadparm: loadparm(world),
        hpet: hpet(world),
        acpi: acpi(world),
      },
    },
  ]
}

/** What devices have the machine type switch on for them. */
function deviceProps({ domain, context }: World): Props {
  return Object.assign({}, ...devicesOf(domain).map(({ kind, device }) => kind.machine?.(device, context)))
}

/** What the boot loader of s390 is told; newer builds take it from the device that is booted. */
function loadparm({ domain, machine, qemu }: World): string | undefined {
  if (!machine.isS390 || qemu.devicesTakeLoadparm) return undefined
  const boots = devicesOf(domain).flatMap(({ device }) => (device as BootedDevice).boot ?? [])
  return boots.sort((a, b) => a.order - b.order)[0]?.loadparm
}

interface BootedDevice {
  boot?: { order: number; loadparm?: string }
}

function hpet({ domain, machine, qemu }: World): boolean | undefined {
  if (!machine.isX86 || !qemu.objectHas('generic-pc-machine', 'hpet')) return undefined
  return domain.clock?.timer.find(({ name }) => name === 'hpet')?.present
}

/** Said wherever the machine knows ACPI at all, since its own default is on. */
function acpi({ domain, machine, qemu, accelerator }: World): boolean | undefined {
  if (!qemu.machine(accelerator, machine.name)?.acpi) return undefined
  return domain.features?.acpi ?? false
}
