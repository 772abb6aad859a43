import { nearest } from '../../../base/nearest.ts'
import { attr, child, element, flag, optional } from '../../../formats/xml/declare.ts'
import { oneOf, onOff, string, uint, yesNo } from '../../../formats/xml/scalars.ts'
import { sizedContent } from '../../../formats/xml/sized.ts'

const state = { state: optional(attr(onOff, 'on where absent')) }

/** A switch with a word of its own: `<pmu state='off'/>`; on where nothing is said. */
const toggle = (name: string, doc = '') => optional(child(element(name, state, doc), { keepEmpty: true }))

const hypervElement = element(
  'hyperv',
  {
    mode: optional(attr(oneOf('custom', 'passthrough'), 'passthrough: all that the host can')),
    relaxed: toggle('relaxed', 'no watchdogs over timers'),
    vapic: toggle('vapic', 'a paravirtual interrupt controller'),
    spinlocks: optional(
      child(
        element('spinlocks', {
          ...state,
          retries: optional(attr(uint, 'tries before the hypervisor is told, 4095 or more')),
        }),
        { keepEmpty: true },
      ),
    ),
    vpindex: toggle('vpindex', 'numbers of virtual CPUs'),
    runtime: toggle('runtime', 'time that a CPU has run'),
    synic: toggle('synic', 'synthetic interrupts'),
    stimer: optional(child(element('stimer', { ...state, direct: toggle('direct') }), { keepEmpty: true })),
    reset: toggle('reset', 'a register that resets the guest'),
    vendor_id: optional(
      child(element('vendor_id', { ...state, value: optional(attr(string, 'up to twelve characters')) }), {
        keepEmpty: true,
      }),
    ),
    frequencies: toggle('frequencies', 'registers with the frequencies of TSC and APIC'),
    reenlightenment: toggle('reenlightenment', 'the guest is told when the frequency of the TSC changes'),
    tlbflush: optional(
      child(
        element('tlbflush', {
          ...state,
          direct: toggle('direct'),
          extended: toggle('extended', 'ranges of addresses'),
        }),
        {
          keepEmpty: true,
        },
      ),
    ),
    ipi: toggle('ipi', 'interrupts of other CPUs by a call'),
    evmcs: toggle('evmcs', 'faster nested guests on Intel'),
    avic: toggle('avic', 'together with interrupt controllers in hardware'),
    emsr_bitmap: toggle('emsr_bitmap', 'nested guests: a bitmap of registers is not read anew'),
    xmm_input: toggle('xmm_input', 'arguments of calls in XMM registers'),
  },
  'What Windows expects of a hypervisor',
)

const kvmElement = element(
  'kvm',
  {
    hidden: toggle('hidden', 'the guest is not told that it is on KVM'),
    'hint-dedicated': toggle('hint-dedicated', 'CPUs are not shared with others'),
    'poll-control': toggle('poll-control', 'the guest may switch the polling of idle CPUs'),
    'pv-ipi': toggle('pv-ipi', 'interrupts of other CPUs by a call'),
    'dirty-ring': optional(
      child(element('dirty-ring', { ...state, size: optional(attr(uint, 'entries, a power of two')) }), {
        keepEmpty: true,
      }),
    ),
  },
  'What KVM shows to the guest',
)

/** A word of a list in an attribute. */
const choice = <const W extends readonly string[]>(name: string, attribute: string, doc: string, ...words: W) =>
  optional(
    child(element(name, { value: optional(attr(oneOf(...words), doc, { name: attribute })) }), { keepEmpty: true }),
  )

const hptElement = element('hpt', {
  resizing: optional(attr(oneOf('enabled', 'disabled', 'required'), 'of the hash table of pages, pseries')),
  maxpagesize: optional(child(element('maxpagesize', { kib: sizedContent('KiB') }))),
})

/** In the order in which libvirt writes them. */
const declared = element(
  'features',
  {
    acpi: flag('tables by which the guest finds its hardware, and a power button'),
    apic: optional(
      child(element('apic', { eoi: optional(attr(onOff, 'a cheaper end of interrupts')) }), { keepEmpty: true }),
    ),
    pae: flag('32-bit guests with more than 4 GiB'),
    hap: toggle('hap', 'xen: nested pages'),
    viridian: flag('xen'),
    privnet: flag('containers'),
    hyperv: optional(child(hypervElement, { keepEmpty: true })),
    kvm: optional(child(kvmElement, { keepEmpty: true })),
    pvspinlock: toggle('pvspinlock', 'paravirtual spin locks'),
    pmu: toggle('pmu', 'performance counters of the CPU'),
    vmport: toggle('vmport', "VMware's port"),
    gic: choice('gic', 'version', 'interrupt controller of Arm', 'host', '2', '3'),
    smm: optional(
      child(element('smm', { ...state, tseg: optional(child(element('tseg', { mib: sizedContent('MiB') }))) }), {
        keepEmpty: true,
      }),
    ),
    ioapic: choice('ioapic', 'driver', 'who emulates it', 'kvm', 'qemu'),
    hpt: optional(child(hptElement, { keepEmpty: true })),
    vmcoreinfo: toggle('vmcoreinfo', 'the guest leaves notes for dumps of its memory'),
    htm: toggle('htm', 'pseries: transactional memory'),
    'nested-hv': toggle('nested-hv', 'pseries: the guest may have guests'),
    msrs: choice('msrs', 'unknown', 'what reading an unknown register does', 'ignore', 'fault'),
    'ccf-assist': toggle('ccf-assist', 'pseries: help against cache side channels'),
    xen: optional(
      child(
        element('xen', {
          e820_host: toggle('e820_host', 'the memory map of the host'),
          passthrough: optional(
            child(element('passthrough', { ...state, mode: optional(attr(oneOf('sync_pt', 'share_pt'))) })),
          ),
        }),
      ),
    ),
    cfpc: choice('cfpc', 'value', 'pseries: cache flush on a change of privilege', 'broken', 'workaround', 'fixed'),
    sbbc: choice('sbbc', 'value', 'pseries: bounds checks against speculation', 'broken', 'workaround', 'fixed'),
    ibs: choice(
      'ibs',
      'value',
      'pseries: indirect branches against speculation',
      'broken',
      'workaround',
      'fixed-ibs',
      'fixed-ccd',
      'fixed-na',
    ),
    tcg: optional(
      child(element('tcg', { 'tb-cache': optional(child(element('tb-cache', { mib: sizedContent('MiB') }))) })),
    ),
    'async-teardown': optional(
      child(element('async-teardown', { enabled: optional(attr(yesNo)) }), { keepEmpty: true }),
    ),
    ras: toggle('ras', 'Arm: errors of memory are told to the guest'),
    ps2: toggle('ps2', 'the PS/2 controller'),
    aia: choice('aia', 'value', 'interrupt controller of RISC-V', 'none', 'aplic', 'aplic-imsic'),
  },
  'Switches of the machine',
)

/** Of other drivers, and nothing here. */
const foreign = ['capabilities']

/** A feature that nobody knows is an error: the guest would be another machine than was asked for. */
export const featuresElement: typeof declared = {
  ...declared,
  read(from, reading) {
    const known = [...foreign, ...(declared.reference.members ?? []).map(({ name }) => name)]
    for (const { name, position } of from.children) {
      if (known.includes(name)) continue
      reading.error('INTERNAL_ERROR', `<features> knows no '${name.slice(0, 40)}'`, position, nearest(name, known))
    }
    return declared.read(from, reading)
  },
}
