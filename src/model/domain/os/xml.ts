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
    arch: optional(attr(nonEmpty, "the guest's; the host's where absent")),
    machine: optional(attr(nonEmpty, 'pc, q35, virt, pseries, …; the default of QEMU where absent')),
    kind: content(oneOf('hvm', 'qemu', 'kvm', 'kqemu', 'qvm86'), 'hvm; an accelerator in the dialect of 2007'),
  },
  'What runs: architecture and machine type',
)

const firmwareFormat = oneOf('raw', 'qcow2')

const loaderElement = element('loader', {
  readonly: optional(attr(yesNo, 'the guest can not write to the firmware')),
  secure: optional(attr(yesNo, 'it has Secure Boot')),
  type: optional(attr(oneOf('rom', 'pflash'), 'how it is put into the machine')),
  stateless: optional(attr(yesNo, 'variables are not kept')),
  format: optional(attr(firmwareFormat)),
  path: optional(content(string, 'the firmware')),
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
    path: optional(content(nonEmpty, 'the file of this guest')),
  },
  'Where the firmware keeps its variables',
)

const featureElement = element('feature', {
  enabled: attr(yesNo, 'whether the firmware must have it'),
  name: attr(oneOf('enrolled-keys', 'secure-boot'), 'enrolled-keys: with the usual keys for Secure Boot'),
})

const acpiTableElement = element('table', {
  type: attr(oneOf('raw', 'rawset', 'slic', 'msdm'), 'raw: as it is; slic, msdm: of Windows licences'),
  path: optional(content(nonEmpty, 'the file of the table')),
})

const biosElement = element('bios', {
  useserial: optional(attr(yesNo, 'its messages go to the first serial port')),
  rebootTimeout: optional(attr(int, 'milliseconds, -1 for never')),
})

export const osElement = element(
  'os',
  {
    firmware: optional(attr(oneOf('bios', 'efi'), 'chosen by its description, not by its path')),
    type: child(typeElement),
    features: optional(child(element('firmware', { feature: list(featureElement) }))),
    loader: optional(child(loaderElement)),
    nvram: optional(child(nvramElement)),
    kernel: optional(text(nonEmpty, 'the path of a kernel that is booted without a boot loader')),
    initrd: optional(text(nonEmpty, 'the path of its first file system')),
    cmdline: optional(text(nonEmpty, 'its arguments')),
    shim: optional(text(nonEmpty, 'a loader that checks its signature')),
    dtb: optional(text(nonEmpty, 'the path of a device tree')),
    acpi: optional(child(element('acpi', { table: list(acpiTableElement) }))),
    boot: list(
      element('boot', {
        dev: attr(oneOf('fd', 'hd', 'cdrom', 'network'), 'what is tried, in the order of the elements'),
      }),
    ),
    bootmenu: optional(
      child(
        element('bootmenu', {
          enable: optional(attr(yesNo, 'the user may choose')),
          timeout: optional(attr(uint, 'milliseconds')),
        }),
      ),
    ),
    bios: optional(child(biosElement)),
    smbios: optional(
      child(
        element('smbios', {
          mode: attr(oneOf('emulate', 'host', 'sysinfo'), "sysinfo shows what the guest's <sysinfo> says"),
        }),
      ),
    ),
  },
  'What is booted',
)

export type Os = Infer<typeof osElement>
