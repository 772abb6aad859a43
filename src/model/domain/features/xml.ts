import { element, flag } from '../../../formats/xml/declare.ts'

export const featuresElement = element(
  'features',
  { acpi: flag(), apic: flag(), pae: flag() },
  'Switches of the machine',
)
