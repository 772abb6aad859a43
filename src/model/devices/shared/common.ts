import { attr, child, element, optional } from '../../../formats/xml/declare.ts'
import { nonEmpty, positive, string, uint } from '../../../formats/xml/scalars.ts'
import { addressField } from './address.ts'
import { romField } from './rom.ts'

const aliasElement = element('alias', { name: attr(nonEmpty) }, "The device's name for QEMU; users' own start with ua-")

const bootElement = element(
  'boot',
  { order: attr(positive, 'from 1'), loadparm: optional(attr(string, 's390: which entry of the boot menu')) },
  'The place of this device in the boot order',
)

/** `<boot order>`, for kinds that can be booted from. */
export const bootField = { boot: optional(child(bootElement)) }

const acpiElement = element('acpi', { index: optional(attr(uint, 'names the device in the guest: eno1, …')) })

const alias = { alias: optional(child(aliasElement)) }
const slot = { acpi: optional(child(acpiElement)), ...addressField }

/** The last children of every device, in libvirt's order. */
export const commonFields = { ...alias, ...slot }

/** The same with `<rom>`, for kinds that have one. */
export const commonFieldsWithRom = { ...alias, ...romField, ...slot }
