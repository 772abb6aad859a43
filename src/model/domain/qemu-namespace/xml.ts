import { attr, element, list, optional } from '../../../formats/xml/declare.ts'
import { nonEmpty, string } from '../../../formats/xml/scalars.ts'

export const qemuNamespace = 'http://libvirt.org/schemas/domain/qemu/1.0'

export const commandlineElement = element(
  'qemu:commandline',
  {
    arg: list(element('qemu:arg', { value: attr(string) })),
    env: list(element('qemu:env', { name: attr(nonEmpty), value: optional(attr(string)) })),
  },
  'Arguments and environment handed to QEMU as they are',
)
