import type { Emitter } from '../section.ts'

/** QEMU stays when the guest powers off, so that what happens then is decided here. */
export const noShutdown: Emitter = () => [{ make: 'option', option: '-no-shutdown' }]

/** Sleep states; where the switches are depends on the south bridge. */
export const sleepStates: Emitter = ({ domain: { pm }, machine }) => {
  const bridge = machine.isQ35 ? 'ICH9-LPC' : 'PIIX4_PM'
  const states = [
    { property: 'disable_s3', enabled: pm?.['suspend-to-mem']?.enabled },
    { property: 'disable_s4', enabled: pm?.['suspend-to-disk']?.enabled },
  ]
  return states.flatMap(({ property, enabled }) =>
    enabled === undefined
      ? []
      : [{ make: 'option' as const, option: '-global', value: `${bridge}.${property}=${enabled ? 0 : 1}` }],
  )
}

/** Without a word about ACPI machines have it; those that can't be told by `-machine acpi=` take this. */
export const noAcpi: Emitter = ({ domain, machine, qemu, accelerator }) => {
  const told = qemu.machine(accelerator, machine.name)?.acpi !== undefined
  const knows = machine.isX86 || machine.isArmVirt
  return told || !knows || domain.features?.acpi || qemu.atLeast(9) ? [] : [{ make: 'option', option: '-no-acpi' }]
}
