import type { World } from '../world.ts'

export function checkOs(world: World): void {
  checkLoader(world)
  checkSecureBoot(world)
  checkBootMenu(world)
}

function checkLoader({ domain, report, machine }: World): void {
  const { firmware, loader, nvram, features } = domain.os
  const complain = (of: object | undefined, message: string) => report.error('XML_DETAIL', of, message)
  if (firmware && firmware !== 'efi' && nvram)
    complain(nvram, `firmware='${firmware}' keeps no variables: <nvram> is for 'efi'`)
  if (firmware && firmware !== 'efi' && features)
    complain(features, `<firmware> lists features of 'efi', not of '${firmware}'`)
  if (!firmware && loader && !loader.path)
    complain(loader, "<loader> needs a path, or firmware='efi' on <os> so that one is picked")
  if (!firmware && !loader && nvram)
    complain(nvram, "<nvram> needs a <loader>, or firmware='efi' on <os> so that one is picked")
  if (loader?.stateless && nvram) complain(nvram, '<nvram> is of no use to a loader that is stateless')
  if (loader?.type === 'rom') {
    if (loader.readonly === false) complain(loader, "a loader of type 'rom' can't be written to")
    if (nvram) complain(nvram, "<nvram> goes with a loader of type 'pflash', not 'rom'")
    if (loader.format && loader.format !== 'raw')
      complain(loader, `a loader of type 'rom' can't have the format '${loader.format}'`)
    if (loader.stateless === false) complain(loader, "a loader of type 'rom' keeps no variables")
  }
  if (loader?.type === 'pflash' && loader.readonly === false && nvram) {
    complain(nvram, '<nvram> is of no use to a loader that is written to itself')
  }
  const uefi = firmware === 'efi' || loader?.type === 'pflash'
  if (uefi && machine.isX86 && !domain.features?.acpi) {
    report.unsupported(domain.os, 'UEFI needs ACPI on x86: add <acpi/> to <features>')
  }
}

function checkSecureBoot({ domain, machine, report }: World): void {
  const { loader } = domain.os
  if (!loader?.secure) return
  if (machine.arch !== 'x86_64') report.unsupported(loader, `secure boot is for x86_64, not for ${machine.arch}`)
  else if (!machine.isQ35) report.unsupported(loader, `secure boot is for q35 machines, not for '${machine.name}'`)
  else if (domain.features?.smm?.state !== true)
    report.unsupported(loader, "secure boot needs <smm state='on'/> in <features>")
}

function checkBootMenu({ domain, report }: World): void {
  const { bootmenu, bios } = domain.os
  const timeout = bootmenu?.timeout
  if (timeout !== undefined && timeout > 0xffff) {
    report.unsupported(bootmenu, `the timeout of <bootmenu> is ${timeout}: expected 0 to 65535 milliseconds`)
  }
  if (bios?.useserial && domain.devices.serial.length === 0) {
    report.unsupported(bios, "<bios useserial='yes'> needs a serial port")
  }
  const reboot = bios?.rebootTimeout
  if (reboot !== undefined && (reboot < -1 || reboot > 0xffff)) {
    report.invalid(bios, `rebootTimeout='${reboot}' of <bios> is not from -1 to 65535`)
  }
}

/** Said before firmware is picked by its path, because it is known by its features from then on. */
export function checkWantedFeatures({ domain: { os }, fresh, report }: World): void {
  if (!os.firmware && fresh && os.features) {
    report.error('XML_DETAIL', os.features, "features of firmware need firmware='efi' on <os> to be picked by")
  }
}

/** What QEMU would not start with. */
export function checkBoot({ domain: { os }, report }: World): void {
  for (const name of ['initrd', 'cmdline', 'shim'] as const) {
    if (os[name] !== undefined && os.kernel === undefined) report.unsupported(os, `<${name}> of <os> needs a <kernel>`)
  }
}
