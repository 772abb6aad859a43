import { attr, child, element, list, optional, within } from '../../../formats/xml/declare.ts'
import { nonEmpty, oneOf, string } from '../../../formats/xml/scalars.ts'

export const qemuNamespace = 'http://libvirt.org/schemas/domain/qemu/1.0'

const commandlineElement = element(
  'qemu:commandline',
  {
    arg: list(element('qemu:arg', { value: attr(string, 'one argument') })),
    env: list(element('qemu:env', { name: attr(nonEmpty), value: optional(attr(string)) })),
  },
  'Arguments and environment handed to QEMU as they are',
)

const capability = { capability: attr(nonEmpty) }

const capabilitiesElement = element(
  'qemu:capabilities',
  { add: list(element('qemu:add', capability)), del: list(element('qemu:del', capability)) },
  "Names of libvirt's own flags; nothing here depends on them",
)

const propertyElement = element('qemu:property', {
  name: attr(nonEmpty, "QEMU's"),
  type: attr(oneOf('string', 'unsigned', 'signed', 'bool', 'remove'), 'remove leaves it out'),
  value: optional(attr(string)),
})

const overriddenElement = element('qemu:device', {
  alias: attr(nonEmpty, 'of the device'),
  ...within('qemu:frontend', { properties: optional(list(propertyElement)) }),
})

const overrideElement = element(
  'qemu:override',
  { device: list(overriddenElement) },
  'Properties of devices, by their aliases, that are set to something else or left out',
)

const deprecationElement = element(
  'qemu:deprecation',
  { behavior: attr(oneOf('omit', 'reject', 'crash')) },
  'What QEMU does with deprecated input',
)

/** What stands in QEMU's own namespace. */
export const qemuFields = {
  commandline: optional(child(commandlineElement)),
  capabilities: optional(child(capabilitiesElement)),
  override: optional(child(overrideElement)),
  deprecation: optional(child(deprecationElement)),
}
