import { attr, child, element, optional } from '../../../formats/xml/declare.ts'
import { nonEmpty, onOff, positive, string, uint, yesNo } from '../../../formats/xml/scalars.ts'
import { addressField } from './address.ts'

const aliasElement = element('alias', { name: attr(nonEmpty) }, "The device's name for QEMU; users' own start with ua-")

const bootElement = element(
  'boot',
  { order: attr(positive, 'from 1'), loadparm: optional(attr(string)) },
  'The place of this device in the boot order',
)

/** `<boot order>`, for kinds that can be booted from. */
export const bootField = { boot: optional(child(bootElement)) }

const acpiElement = element('acpi', { index: optional(attr(uint, 'names the device in the guest: eno1, …')) })

const romElement = element(
  'rom',
  { enabled: optional(attr(yesNo)), bar: optional(attr(onOff)), file: optional(attr(string)) },
  'The boot ROM of a PCI device',
)

const alias = { alias: optional(child(aliasElement)) }
const slot = { acpi: optional(child(acpiElement)), ...addressField }

/** The last children of every device, in libvirt's order. */
export const commonFields = { ...alias, ...slot }

/** The same with `<rom>`, for kinds that have one. */
export const commonFieldsWithRom = { ...alias, rom: optional(child(romElement)), ...slot }
