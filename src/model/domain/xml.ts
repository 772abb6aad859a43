import {
  always,
  attr,
  child,
  element,
  type Field,
  type Infer,
  list,
  opaque,
  optional,
  text,
} from '../../formats/xml/declare.ts'
import { int, nonEmpty, oneOf, string } from '../../formats/xml/scalars.ts'
import { type Devices, deviceKinds } from '../devices/index.ts'
import { clockElement } from './clock/xml.ts'
import { cpuElement } from './cpu/xml.ts'
import { featuresElement } from './features/xml.ts'
import { lifecycleFields, pmElement } from './lifecycle/xml.ts'
import { currentMemoryElement, memoryElement } from './memory/xml.ts'
import { osElement } from './os/xml.ts'
import { commandlineElement } from './qemu-namespace/xml.ts'
import { uuidText } from './scalars.ts'
import { vcpuElement } from './vcpu/xml.ts'

/** Lists of all kinds, as fields of `<devices>`. */
const deviceLists = Object.fromEntries(
  Object.entries(deviceKinds).map(([name, kind]) => [name, list(kind.element as never)]),
) as unknown as { [K in keyof Devices]: Field<Devices[K]> }

const devicesElement = element('devices', { emulator: optional(text(nonEmpty)), ...deviceLists })

/** `<domain>`: one field for each element inside it, in the order in which libvirt writes them. */
export const domainElement = element(
  'domain',
  {
    type: optional(attr(oneOf('qemu', 'kvm', 'kqemu', 'qvm86', 'hvf', 'xen', 'nvmm', 'whpx'), 'the accelerator')),
    id: optional(attr(int)),
    name: text(nonEmpty),
    uuid: optional(text(uuidText)),
    title: optional(text(string)),
    description: optional(text(string)),
    metadata: opaque("Tools' own notes, kept as they are"),
    memory: optional(child(memoryElement)),
    currentMemory: optional(child(currentMemoryElement)),
    vcpu: optional(child(vcpuElement)),
    os: child(osElement),
    features: optional(child(featuresElement)),
    cpu: optional(child(cpuElement)),
    clock: optional(child(clockElement)),
    ...lifecycleFields,
    pm: optional(child(pmElement)),
    devices: always(devicesElement),
    commandline: optional(child(commandlineElement)),
  },
  'A guest',
)

export type Domain = Infer<typeof domainElement>
