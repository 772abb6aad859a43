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
import { int, nonEmpty, oneOf, string, uint } from '../../formats/xml/scalars.ts'
import { type Devices, deviceKinds } from '../devices/index.ts'
import { blkiotuneElement } from './blkiotune/xml.ts'
import { clockElement } from './clock/xml.ts'
import { cpuElement } from './cpu/xml.ts'
import { cputuneElement } from './cputune/xml.ts'
import { featuresElement } from './features/xml.ts'
import { genidElement } from './genid/xml.ts'
import { idmapElement } from './idmap/xml.ts'
import { defaultIothreadElement, iothreadIdsElement } from './iothreads/xml.ts'
import { keywrapElement } from './keywrap/xml.ts'
import { launchSecurityElement } from './launch-security/xml.ts'
import { lifecycleFields, pmElement } from './lifecycle/xml.ts'
import { currentMemoryElement, maxMemoryElement, memoryElement } from './memory/xml.ts'
import { memoryBackingElement } from './memory-backing/xml.ts'
import { memtuneElement } from './memtune/xml.ts'
import { numatuneElement } from './numatune/xml.ts'
import { osElement } from './os/xml.ts'
import { perfElement } from './perf/xml.ts'
import { qemuFields } from './qemu-namespace/xml.ts'
import { resourceElement } from './resource/xml.ts'
import { uuidText } from './scalars.ts'
import { seclabelElement } from './seclabel/xml.ts'
import { sysinfoElement } from './sysinfo/xml.ts'
import { throttleGroupsElement } from './throttlegroups/xml.ts'
import { vcpuElement, vcpusElement } from './vcpu/xml.ts'

/** Lists of all kinds, as fields of `<devices>`. */
const deviceLists = Object.fromEntries(
  Object.entries(deviceKinds).map(([name, kind]) => [name, list(kind.element as never)]),
) as unknown as { [K in keyof Devices]: Field<Devices[K]> }

const devicesElement = element('devices', {
  emulator: optional(text(nonEmpty, 'the path of QEMU; found by itself where absent')),
  ...deviceLists,
})

/** `<domain>`: one field for each element inside it, in the order in which libvirt writes them. */
export const domainElement = element(
  'domain',
  {
    type: optional(attr(oneOf('qemu', 'kvm', 'kqemu', 'qvm86', 'hvf', 'xen', 'nvmm', 'whpx'), 'the accelerator')),
    id: optional(attr(int, 'of the running guest')),
    name: text(nonEmpty, 'by which users call it'),
    uuid: optional(text(uuidText, 'made up where absent')),
    genid: optional(child(genidElement, { keepEmpty: true })),
    title: optional(text(string, 'one line for people')),
    description: optional(text(string, 'for people')),
    metadata: opaque("Tools' own notes, kept as they are"),
    maxMemory: optional(child(maxMemoryElement)),
    memory: optional(child(memoryElement)),
    currentMemory: optional(child(currentMemoryElement)),
    blkiotune: optional(child(blkiotuneElement)),
    memtune: optional(child(memtuneElement)),
    memoryBacking: optional(child(memoryBackingElement)),
    vcpu: optional(child(vcpuElement)),
    vcpus: optional(child(vcpusElement)),
    iothreads: optional(text(uint, 'how many threads disks may use')),
    iothreadids: optional(child(iothreadIdsElement)),
    defaultiothread: optional(child(defaultIothreadElement)),
    throttlegroups: optional(child(throttleGroupsElement)),
    cputune: optional(child(cputuneElement)),
    numatune: optional(child(numatuneElement)),
    resource: optional(child(resourceElement)),
    sysinfo: list(sysinfoElement),
    os: child(osElement),
    idmap: optional(child(idmapElement)),
    features: optional(child(featuresElement)),
    cpu: optional(child(cpuElement)),
    clock: optional(child(clockElement)),
    ...lifecycleFields,
    pm: optional(child(pmElement)),
    perf: optional(child(perfElement)),
    devices: always(devicesElement),
    seclabel: list(seclabelElement),
    ...qemuFields,
    keywrap: optional(child(keywrapElement)),
    launchSecurity: optional(child(launchSecurityElement)),
  },
  'A guest',
)

export type Domain = Infer<typeof domainElement>
