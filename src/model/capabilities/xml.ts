import { attr, child, content, element, flag, type Infer, list, optional, text } from '../../formats/xml/declare.ts'
import { nonEmpty, oneOf, onOff, string, uint, uint64, uintUpTo, yesNo } from '../../formats/xml/scalars.ts'

const topologyElement = element('topology', {
  sockets: attr(uint, 'in each cell'),
  dies: optional(attr(uint)),
  clusters: optional(attr(uint)),
  cores: attr(uint),
  threads: attr(uint),
})

const pagesElement = element('pages', {
  unit: attr(oneOf('KiB')),
  size: attr(uint64),
  count: optional(content(uint64)),
})

/** The host's CPU; cpu-compare and cpu-baseline read it too. */
export const hostCpuElement = element('cpu', {
  arch: optional(text(nonEmpty)),
  model: optional(text(nonEmpty)),
  vendor: optional(text(nonEmpty)),
  microcode: optional(child(element('microcode', { version: attr(uint64) }))),
  signature: optional(child(element('signature', { family: attr(uint), model: attr(uint), stepping: attr(uint) }))),
  counter: optional(
    child(element('counter', { name: attr(nonEmpty), frequency: attr(uint64), scaling: optional(attr(yesNo)) })),
  ),
  topology: optional(child(topologyElement)),
  maxphysaddr: optional(child(element('maxphysaddr', { mode: attr(nonEmpty), bits: optional(attr(uint)) }))),
  feature: list(element('feature', { policy: optional(attr(nonEmpty)), name: attr(nonEmpty) })),
  pages: list(pagesElement),
})

const cpuElement = element('cpu', {
  id: attr(uint),
  socket_id: optional(attr(uint)),
  die_id: optional(attr(uint)),
  cluster_id: optional(attr(uint)),
  core_id: optional(attr(uint)),
  siblings: optional(attr(nonEmpty)),
})

const cellElement = element('cell', {
  id: attr(uint),
  memory: optional(child(element('memory', { unit: attr(oneOf('KiB')), kib: content(uint64) }))),
  pages: list(pagesElement),
  distances: optional(
    child(element('distances', { sibling: list(element('sibling', { id: attr(uint), value: attr(uint) })) })),
  ),
  cpus: child(element('cpus', { num: attr(uint), cpu: list(cpuElement) }), { keepEmpty: true }),
})

const bankElement = element('bank', {
  id: attr(uint),
  level: attr(uint),
  type: attr(oneOf('both', 'code', 'data')),
  size: attr(uint64),
  unit: attr(nonEmpty),
  cpus: attr(string),
})

const secmodelElement = element('secmodel', {
  model: text(nonEmpty),
  doi: text(nonEmpty),
  baselabel: list(element('baselabel', { type: attr(nonEmpty), label: optional(content(string)) })),
})

const hostElement = element('host', {
  uuid: optional(text(nonEmpty)),
  cpu: child(hostCpuElement),
  power_management: optional(
    child(
      element('power_management', {
        suspend_mem: flag(),
        suspend_disk: flag(),
        suspend_hybrid: flag(),
      }),
      { keepEmpty: true },
    ),
  ),
  iommu: optional(child(element('iommu', { support: attr(yesNo) }))),
  migration_features: optional(
    child(
      element('migration_features', {
        live: flag(),
        uri_transports: optional(
          child(
            element('uri_transports', { uri_transport: list(element('uri_transport', { name: content(nonEmpty) })) }),
          ),
        ),
      }),
    ),
  ),
  topology: optional(
    child(
      element('topology', {
        cells: child(element('cells', { num: attr(uint), cell: list(cellElement) }), { keepEmpty: true }),
      }),
    ),
  ),
  cache: optional(child(element('cache', { bank: list(bankElement) }))),
  secmodel: list(secmodelElement),
})

const machineElement = element('machine', {
  canonical: optional(attr(nonEmpty)),
  maxCpus: optional(attr(uint)),
  deprecated: optional(attr(yesNo)),
  name: content(nonEmpty),
})

const guestDomainElement = element('domain', {
  type: attr(nonEmpty),
  emulator: optional(text(nonEmpty)),
  machine: list(machineElement),
})

const archElement = element('arch', {
  name: attr(nonEmpty),
  wordsize: text(uintUpTo(128)),
  emulator: optional(text(nonEmpty)),
  machine: list(machineElement),
  domain: list(guestDomainElement),
})

const toggle = (name: string) =>
  optional(child(element(name, { default: attr(onOff), toggle: attr(yesNo) }), { keepEmpty: true }))

const guestElement = element('guest', {
  os_type: text(oneOf('hvm')),
  arch: child(archElement),
  features: child(
    element('features', {
      pae: flag(),
      nonpae: flag(),
      acpi: toggle('acpi'),
      apic: toggle('apic'),
      cpuselection: flag(),
      deviceboot: flag(),
      disksnapshot: toggle('disksnapshot'),
    }),
  ),
})

export const capabilitiesElement = element('capabilities', { host: child(hostElement), guest: list(guestElement) })

export type Capabilities = Infer<typeof capabilitiesElement>
export type HostCpuXml = Infer<typeof hostCpuElement>
export type GuestXml = Infer<typeof guestElement>
