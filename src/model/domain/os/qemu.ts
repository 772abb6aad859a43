import type { Part } from '../../qemu/part.ts'
import type { Emitter } from '../section.ts'

/**
 * Which device is booted first is said by the devices themselves. SeaBIOS does not recognize one on the ISA bus, so where only
 * those that are named may be booted it would find none.
 */
export const bootOption: Emitter = ({ domain: { os }, context: { machine }, devices, bootIndexOf }) => [
  {
    make: 'keyval',
    option: '-boot',
    props: {
      menu: os.bootmenu?.enable,
      'splash-time': os.bootmenu?.enable ? os.bootmenu.timeout : undefined,
      'reboot-timeout': os.bios?.rebootTimeout,
      strict: !(machine.isIsapc && devices.some(({ device }) => bootIndexOf(device) !== undefined)) || undefined,
    },
  },
]

export const kernelOptions: Emitter = ({ domain: { os } }) =>
  [
    { option: '-kernel', value: os.kernel },
    { option: '-initrd', value: os.initrd },
    { option: '-append', value: os.cmdline },
    { option: '-shim', value: os.shim },
    { option: '-dtb', value: os.dtb },
  ].flatMap(({ option, value }) => (value === undefined ? [] : [{ make: 'option' as const, option, value }]))

const signatures: Record<string, string> = { slic: 'SLIC', msdm: 'MSDM' }

export const acpiTables: Emitter = ({ domain: { os } }) =>
  (os.acpi?.table ?? []).map(({ type, path }) => ({
    make: 'keyval',
    option: '-acpitable',
    props: { sig: signatures[type], [type === 'rawset' ? 'data' : 'file']: path },
  }))

/** A loader that is read-only memory; flash is the machine's own. */
export const loaderOptions: Emitter = ({ domain: { os } }): Part[] => {
  const { loader } = os
  if (loader?.type === 'rom' && loader.path) return [{ make: 'option', option: '-bios', value: loader.path }]
  if (loader?.type !== 'pflash' || !loader.secure) return []
  // variables can be written from system management mode only
  return [{ make: 'keyval', option: '-global', props: { driver: 'cfi.pflash01', property: 'secure', value: true } }]
}
