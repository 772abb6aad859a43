import type { Problem } from '../../src/base/problems.ts'
import {
  checkDomain,
  completeDomain,
  formatDomain,
  launchPlan,
  parseDomain,
  type World,
} from '../../src/model/domain/index.ts'
import { guestsOf } from '../../src/model/qemu/architectures.ts'
import { QemuBuild } from '../../src/model/qemu/build.ts'
import type { MachineFacts, QemuFacts } from '../../src/model/qemu/facts.ts'
import type { HostView } from '../../src/model/qemu/host.ts'
import type { LaunchPlan } from '../../src/model/qemu/plan.ts'

/** A host and a QEMU build that are not there, for tests of what is decided without either. */

export interface Pretence {
  /** libvirt's name of the guest's architecture. */
  arch?: string
  machine?: string
  type?: string
  facts?: Partial<QemuFacts>
  host?: Partial<HostView>
  /** Elements of `<domain>` beside name, memory, os and devices. */
  sections?: string
  memory?: string
}

const machine = (name: string, facts: Partial<MachineFacts> = {}): MachineFacts => ({
  name,
  default: false,
  maxCpus: 255,
  hotpluggableCpus: true,
  numaMemory: true,
  deprecated: false,
  acpi: true,
  defaultCpuType: 'qemu64-x86_64-cpu',
  defaultRamId: 'pc.ram',
  ...facts,
})

const machines: Record<string, MachineFacts[]> = {
  x86_64: [machine('pc', { default: true }), machine('q35'), machine('isapc', { acpi: false })],
  aarch64: [machine('virt', { default: true, defaultRamId: 'mach-virt.ram', defaultCpuType: 'cortex-a15-arm-cpu' })],
  s390x: [
    machine('s390-ccw-virtio', { default: true, acpi: false, defaultRamId: 's390.ram', defaultCpuType: undefined }),
  ],
  ppc64: [machine('pseries', { default: true, acpi: false, defaultRamId: 'ppc_spapr.ram', defaultCpuType: undefined })],
}

const types = [
  ...['virtio-blk', 'virtio-net', 'virtio-rng', 'virtio-balloon', 'virtio-scsi', 'virtio-serial'].map(
    (name) => `${name}-pci`,
  ),
  ...['pcie-root-port', 'pcie-pci-bridge', 'pci-bridge', 'piix3-usb-uhci', 'qemu-xhci', 'nec-usb-xhci', 'lsi'],
  ...['rtl8139', 'e1000', 'VGA', 'cirrus-vga', 'qxl-vga', 'isa-serial', 'usb-tablet', 'i6300esb', 'pvpanic'],
  ...[
    'ich9-intel-hda',
    'hda-duplex',
    'AC97',
    'memory-backend-ram',
    'memory-backend-memfd',
    'rng-random',
    'kvm-accel',
    'tcg-accel',
  ],
  ...['isa-debugcon', 'isa-parallel', 'pci-serial', 'usb-serial', 'usb-redir', 'qxl', 'bochs-display', 'usb-audio'],
  ...['ccid-card-emulated', 'ccid-card-passthru', 'sclpconsole', 'sclplmconsole', 'spapr-vty', 'virtio-gpu-ccw'],
  ...['virtio-gpu', 'virtio-gpu-gl', 'virtio-keyboard', 'virtio-input-host', 'vhost-user-gpu'].map(
    (name) => `${name}-pci`,
  ),
  ...[
    'virtio-vga',
    'virtio-vga-gl',
    'vhost-user-vga',
    'rng-egd',
    'input-linux',
    'i8042',
    'intel-hda',
    'virtio-sound-pci',
  ],
]

export function pretendFacts(arch = 'x86_64', facts: Partial<QemuFacts> = {}): QemuFacts {
  const accelerator = {
    machines: machines[arch] ?? [],
    cpus: [{ name: 'qemu64', typename: 'qemu64-x86_64-cpu', deprecated: false }],
  }
  return {
    binary: `/usr/bin/qemu-system-${arch}`,
    version: { major: 10, minor: 0, micro: 0, package: '' },
    target: arch,
    accelerators: ['tcg', 'kvm'],
    kvm: { present: true, enabled: true },
    types,
    deviceProperties: {},
    objectProperties: { 'generic-pc-machine': ['i8042'] },
    byAccelerator: { kvm: accelerator, tcg: accelerator },
    commandLineOptions: {},
    schema: ['block-commit/backing-mask-protocol', 'query-spice'],
    migrationCapabilities: [],
    gic: [],
    tpmModels: ['tpm-tis', 'tpm-crb'],
    tpmTypes: ['passthrough', 'emulator'],
    ...facts,
  } as QemuFacts
}

export function pretendHost({ arch = 'x86_64', facts, host }: Pretence = {}): HostView {
  const build = new QemuBuild(pretendFacts(arch, facts))
  let next = 0
  return {
    arch,
    privileged: true,
    pageSize: 4096,
    kvm: { usable: true },
    hugepages: [{ kib: 2048, mount: '/dev/hugepages', isDefault: true }],
    numaNodes: [0, 1],
    now: () => 1_000_000_000,
    utcOffset: () => 3600,
    folders: {
      lib: '/lib/lodge',
      channels: '/run/lodge/channel',
      nvram: '/lib/lodge/nvram',
      memoryBacking: '/lib/lodge/ram',
      certificates: '/etc/pki',
      dbus: '/run/lodge/dbus',
      passt: '/run/lodge/passt',
      swtpm: '/lib/lodge/swtpm',
    },
    emulator: (wanted: string) => (guestsOf(build.facts.target).includes(wanted) ? build : undefined),
    emulatorPath: () => build.binary,
    network: (name: string) => (name === 'default' ? { type: 'bridge', bridge: 'virbr0' } : undefined),
    networkAddress: (name: string) => (name === 'default' ? '192.168.122.1' : undefined),
    vhostNet: true,
    vsockCid: () => 42,
    renderNode: () => '/dev/dri/renderD128',
    displays: {
      vnc: { listen: '127.0.0.1', tls: false, sasl: false },
      spice: { listen: '127.0.0.1', tls: true, sasl: false },
    },
    tpm: {
      versions: () => ['1.2', '2.0'],
      socket: (folder: string) => `${folder}/swtpm.sock`,
      cancelPath: () => '/sys/cancel',
    },
    vhostUser: (type: string) => `/usr/lib/qemu/vhost-user-${type}`,
    volume: (pool: string, name: string) => (pool === 'default' ? { type: 'file', path: `/pool/${name}` } : undefined),
    isOpticalDrive: (path: string) => path === '/dev/cdrom',
    scsiGeneric: () => '/dev/sg0',
    secret: () => ({ data: 'c2VjcmV0', iv: 'aXY=' }),
    firmwareTables: () => ({}),
    firmware: [],
    random: (count: number) => Uint8Array.from({ length: count }, () => next++ & 0xff),
    ...host,
  } as HostView
}

/** A domain with these devices, completed; a memory balloon only where they have one. */
export function completeGuest(devices: string, pretence: Pretence = {}): World {
  return completeDomain(parseDomain(guestXml(devices, pretence)), pretendHost(pretence))
}

export function guestXml(
  devices: string,
  { arch = 'x86_64', machine: name, type = 'qemu', sections = '', memory }: Pretence = {},
): string {
  const balloon = devices.includes('<memballoon') ? '' : "<memballoon model='none'/>"
  return `<domain type='${type}'>
  <name>test</name>
  <uuid>c7a5fdbd-edaf-9455-926a-d65c16db1809</uuid>
  ${memory ?? "<memory unit='MiB'>64</memory>"}
  ${sections.includes('<os') ? '' : `<os><type arch='${arch}'${name ? ` machine='${name}'` : ''}>hvm</type></os>`}
  ${sections}
  <devices>${devices}${balloon}</devices>
</domain>`
}

export function planGuest(devices: string, pretence: Pretence = {}): LaunchPlan {
  return launchPlan(completeGuest(devices, pretence), { id: 1 })
}

/** The options of that kind that belong to a guest's own devices: `-device` values as objects where they are JSON. */
export function optionsOf(plan: LaunchPlan, ...names: string[]): unknown[] {
  return plan.arguments
    .filter(({ option }) => names.includes(option))
    .map(({ value }) => (value?.startsWith('{') ? JSON.parse(value) : value))
}

/** The `-device` of that id. */
export function deviceOf(plan: LaunchPlan, id: string): Record<string, unknown> | undefined {
  return (optionsOf(plan, '-device') as Record<string, unknown>[]).find((device) => device.id === id)
}

/** The errors that completing and checking find. */
export function problemsOf(devices: string, pretence: Pretence = {}): Problem[] {
  const world = completeGuest(devices, pretence)
  checkDomain(world)
  return world.report.problems.filter(({ level }) => level === 'error')
}

/** The completed domain as text. */
export function completedXml(devices: string, pretence: Pretence = {}): string {
  return formatDomain(completeGuest(devices, pretence).domain)
}
