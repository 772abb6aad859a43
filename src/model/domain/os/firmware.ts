import type { FirmwareDescriptor } from '../../qemu/host.ts'
import type { World } from '../world.ts'
import type { Os } from './xml.ts'

const interfaces = { efi: 'uefi', bios: 'bios' } as const

/** QEMU's descriptors know QEMU's names of architectures. */
const targets: Record<string, string> = { i686: 'i386', armv7l: 'arm', armv6l: 'arm', ppc64le: 'ppc64' }

/**
 * Picks the firmware: for `firmware='efi'` the first descriptor that fits everything that is said, and for a loader that is
 * named by its path the descriptor that it belongs to, so that its template and its features are known.
 */
export function completeFirmware(world: World): void {
  const { domain, fresh } = world
  const { os } = domain
  const byPath = !os.firmware && os.loader?.path !== undefined && os.loader.type === 'pflash'
  if (!os.firmware && !byPath) return
  const wanted = { loader: os.loader, nvram: os.nvram }
  // what was defined before there were other formats goes on having this one
  const anyFormat = fresh && !os.loader?.path
  if (!anyFormat && !wanted.loader?.format && !wanted.nvram?.format) wanted.loader = { ...wanted.loader, format: 'raw' }
  const found = world.host.firmware.find((descriptor) => fits(descriptor, { ...os, ...wanted }, world))
  if (found) use(found, world)
  else if (byPath) useKnownPair(os)
}

/** Whether firmware was to be picked and none was found: what was picked fits all that is written down of it. */
export function firmwareMissing(world: World): boolean {
  const { os } = world.domain
  return os.firmware !== undefined && (!os.loader?.path || !world.host.firmware.some((each) => fits(each, os, world)))
}

export function executableOf({ mapping }: FirmwareDescriptor): { filename: string; format: string } | undefined {
  if (mapping.device === 'flash') return mapping.executable
  return mapping.filename === undefined ? undefined : { filename: mapping.filename, format: 'raw' }
}

function fits(descriptor: FirmwareDescriptor, os: Os, world: World): boolean {
  const { loader, nvram } = os
  const { mapping } = descriptor
  const executable = executableOf(descriptor)
  if (!executable || !['raw', 'qcow2'].includes(executable.format)) return false
  if (os.firmware && !descriptor['interface-types'].includes(interfaces[os.firmware])) return false
  if (loader?.path && loader.path !== executable.filename) return false
  if (loader?.format && loader.format !== executable.format) return false
  if (!fitsMachine(descriptor, world) || !fitsFeatures(descriptor, os, world)) return false
  if (mapping.device === 'memory') return loader?.type !== 'pflash' && !nvram && loader?.stateless !== false
  if (mapping.device !== 'flash' || loader?.type === 'rom') return false
  const mode = mapping.mode ?? 'split'
  // an image that is written to would have to be a copy of its own, and nothing says where
  if (loader?.readonly === false) return false
  if (loader?.stateless) return mode === 'stateless'
  const template = mapping['nvram-template']
  return (
    mode === 'split' &&
    template !== undefined &&
    (!nvram?.template || nvram.template === template.filename) &&
    (!nvram?.templateFormat || nvram.templateFormat === template.format) &&
    (!nvram?.format || nvram.format === template.format)
  )
}

/** Whether firmware is made for a machine. */
export function fitsMachine(
  { targets: all }: FirmwareDescriptor,
  { machine, qemu, accelerator }: Pick<World, 'machine' | 'qemu' | 'accelerator'>,
): boolean {
  const target = targets[machine.arch] ?? machine.arch
  // globs are for versioned names, and an alias that has none is its own
  const facts = qemu.machine(accelerator, machine.name)
  const names = facts?.alias ? [machine.name, facts.alias] : [machine.name]
  return all.some(
    ({ architecture, machines }) =>
      architecture === target && machines.some((glob) => names.some((name) => matches(glob, name))),
  )
}

/** File-name patterns with `*` and `?`. */
function matches(glob: string, name: string): boolean {
  const pattern = glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${pattern}$`).test(name)
}

function fitsFeatures({ features }: FirmwareDescriptor, os: Os, { domain }: World): boolean {
  const has = (feature: string) => features.includes(feature)
  const wanted = (name: string) => os.features?.feature.find((each) => each.name === name)?.enabled
  const differs = (want: boolean | undefined, is: boolean) => want !== undefined && want !== is
  if (differs(wanted('secure-boot'), has('secure-boot'))) return false
  if (differs(wanted('enrolled-keys'), has('enrolled-keys'))) return false
  if (differs(os.loader?.secure, has('secure-boot'))) return false
  if (domain.pm?.['suspend-to-mem']?.enabled && !has('acpi-s3')) return false
  if (domain.pm?.['suspend-to-disk']?.enabled && !has('acpi-s4')) return false
  if (has('requires-smm') && domain.features?.smm?.state === false) return false
  const security = domain.launchSecurity?.kind
  if (security?.type === 'sev' && !has('amd-sev')) return false
  if (security?.type === 'sev' && security.policy & 4 && !has('amd-sev-es')) return false
  return !(security?.type === 'sev-snp' && !has('amd-sev-snp'))
}

/** Writes a descriptor down in the domain, as if the user had said it all. */
function use(descriptor: FirmwareDescriptor, { domain }: World): void {
  const { os } = domain
  const { mapping } = descriptor
  const executable = executableOf(descriptor)
  const has = (feature: string) => descriptor.features.includes(feature)
  os.firmware ??= descriptor['interface-types'].includes('uefi') ? 'efi' : 'bios'
  os.loader ??= {}
  os.loader.path = executable?.filename
  os.loader.format = executable?.format as 'raw' | 'qcow2'
  if (mapping.device === 'memory') {
    os.loader.type = 'rom'
  } else {
    os.loader.type = 'pflash'
    if (mapping.mode !== 'combined') os.loader.readonly = true
  }
  const template = mapping.mode === 'stateless' ? undefined : mapping['nvram-template']
  const remote = os.nvram?.source?.type === 'network'
  if (template && mapping.device === 'flash') {
    os.nvram ??= {}
    os.nvram.format = template.format as 'raw' | 'qcow2'
    // variables that are kept elsewhere can't be made from a template here
    if (!remote) {
      os.nvram.template = template.filename
      os.nvram.templateFormat = template.format as 'raw' | 'qcow2'
    }
  }
  if (has('requires-smm')) {
    domain.features = { acpi: false, pae: false, viridian: false, privnet: false, ...domain.features }
    domain.features.smm = { ...domain.features.smm, state: true }
    os.loader.secure = true
  }
  if (os.firmware === 'efi') {
    const feature = [{ name: 'secure-boot' as const, enabled: has('secure-boot') }]
    os.features = {
      feature: remote ? feature : [{ name: 'enrolled-keys' as const, enabled: has('enrolled-keys') }, ...feature],
    }
  }
}

/** Pairs of code and variables from before there were descriptors, where distributions put them. */
const knownPairs: Record<string, string> = {
  '/usr/share/AAVMF/AAVMF_CODE.fd': '/usr/share/AAVMF/AAVMF_VARS.fd',
  '/usr/share/AAVMF/AAVMF32_CODE.fd': '/usr/share/AAVMF/AAVMF32_VARS.fd',
  '/usr/share/OVMF/OVMF_CODE.fd': '/usr/share/OVMF/OVMF_VARS.fd',
  '/usr/share/OVMF/OVMF_CODE.secboot.fd': '/usr/share/OVMF/OVMF_VARS.fd',
}

function useKnownPair(os: Os): void {
  const { loader } = os
  const template = loader?.path && knownPairs[loader.path]
  if (!template || !loader.readonly || loader.stateless || (loader.format ?? 'raw') !== 'raw') return
  if (os.nvram?.template && os.nvram.template !== template) return
  if (os.nvram?.source?.type === 'network') return
  os.nvram = { ...os.nvram, template, templateFormat: 'raw' }
}
