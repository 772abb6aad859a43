import { attr, child, content, element, list, optional, text } from '../../../formats/xml/declare.ts'
import { nonEmpty, oneOf, string, yesNo } from '../../../formats/xml/scalars.ts'

const typeElement = element(
  'type',
  {
    arch: optional(attr(nonEmpty)),
    machine: optional(attr(nonEmpty)),
    kind: content(oneOf('hvm', 'qemu', 'kvm', 'kqemu', 'qvm86'), 'hvm; an accelerator in the dialect of 2007'),
  },
  'What runs: architecture and machine type',
)

const loaderElement = element('loader', {
  readonly: optional(attr(yesNo)),
  type: optional(attr(oneOf('rom', 'pflash'))),
  secure: optional(attr(yesNo)),
  stateless: optional(attr(yesNo)),
  format: optional(attr(oneOf('raw', 'qcow2'))),
  path: optional(content(string)),
})

const bootElement = element('boot', { dev: attr(oneOf('fd', 'hd', 'cdrom', 'network')) })

export const osElement = element(
  'os',
  {
    firmware: optional(attr(oneOf('bios', 'efi'))),
    type: child(typeElement),
    loader: optional(child(loaderElement)),
    kernel: optional(text(nonEmpty)),
    initrd: optional(text(nonEmpty)),
    cmdline: optional(text(nonEmpty)),
    dtb: optional(text(nonEmpty)),
    boot: list(bootElement),
  },
  'What is booted',
)
