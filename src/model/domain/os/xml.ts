import {
  attr,
  child,
  content,
  element,
  type Infer,
  list,
  type OptionalField,
  optional,
  text,
  union,
  type WriteOptions,
} from '../../../formats/xml/declare.ts'
import type { Reading } from '../../../formats/xml/reading.ts'
import { int, nonEmpty, oneOf, string, uint, yesNo } from '../../../formats/xml/scalars.ts'
import type { XmlElement } from '../../../formats/xml/tree.ts'
import type { XmlOutput } from '../../../formats/xml/writer.ts'
import { type StorageSource, sourceVariants } from '../../devices/shared/storage/xml.ts'

const typeElement = element(
  'type',
  {
    arch: optional(attr(nonEmpty)),
    machine: optional(attr(nonEmpty)),
    kind: content(oneOf('hvm', 'qemu', 'kvm', 'kqemu', 'qvm86'), 'hvm; an accelerator in the dialect of 2007'),
  },
  'What runs: architecture and machine type',
)

const firmwareFormat = oneOf('raw', 'qcow2')

const loaderElement = element('loader', {
  readonly: optional(attr(yesNo)),
  secure: optional(attr(yesNo)),
  type: optional(attr(oneOf('rom', 'pflash'))),
  stateless: optional(attr(yesNo)),
  format: optional(attr(firmwareFormat)),
  path: optional(content(string)),
})

/** Only where the element has a `type`: without one its text is a path. */
const typedSource: OptionalField<StorageSource> = Object.assign(
  (key: string) => {
    const { file, block, network } = sourceVariants
    const bound = union('type', { file, block, network })(key)
    return {
      ...bound,
      read: (from: XmlElement, reading: Reading) =>
        from.attributes.has('type') ? bound.read(from, reading) : undefined,
      write: (value: StorageSource, to: XmlOutput, options: WriteOptions) => bound.write(value as never, to, options),
    }
  },
  { optional: true as const },
)

const nvramElement = element(
  'nvram',
  {
    template: optional(attr(nonEmpty, 'copied where the variables are not there yet')),
    templateFormat: optional(attr(firmwareFormat)),
    source: typedSource,
    format: optional(attr(firmwareFormat)),
    path: optional(content(nonEmpty)),
  },
  'Where the firmware keeps its variables',
)

const featureElement = element('feature', {
  enabled: attr(yesNo),
  name: attr(oneOf('enrolled-keys', 'secure-boot')),
})

const acpiTableElement = element('table', {
  type: attr(oneOf('raw', 'rawset', 'slic', 'msdm')),
  path: optional(content(nonEmpty)),
})

const biosElement = element('bios', {
  useserial: optional(attr(yesNo)),
  rebootTimeout: optional(attr(int, 'milliseconds, -1 for never')),
})

export const osElement = element(
  'os',
  {
    firmware: optional(attr(oneOf('bios', 'efi'))),
    type: child(typeElement),
    features: optional(child(element('firmware', { feature: list(featureElement) }))),
    loader: optional(child(loaderElement)),
    nvram: optional(child(nvramElement)),
    kernel: optional(text(nonEmpty)),
    initrd: optional(text(nonEmpty)),
    cmdline: optional(text(nonEmpty)),
    shim: optional(text(nonEmpty)),
    dtb: optional(text(nonEmpty)),
    acpi: optional(child(element('acpi', { table: list(acpiTableElement) }))),
    boot: list(element('boot', { dev: attr(oneOf('fd', 'hd', 'cdrom', 'network')) })),
    bootmenu: optional(child(element('bootmenu', { enable: optional(attr(yesNo)), timeout: optional(attr(uint)) }))),
    bios: optional(child(biosElement)),
    smbios: optional(child(element('smbios', { mode: attr(oneOf('emulate', 'host', 'sysinfo')) }))),
  },
  'What is booted',
)

export type Os = Infer<typeof osElement>
