import type { AcceleratorFacts, CpuFacts, MachineFacts, QemuFacts } from './facts.ts'

/** One QEMU build and the questions that the model asks of it. */
export class QemuBuild {
  readonly facts: QemuFacts
  readonly #types: ReadonlySet<string>
  readonly #schema: ReadonlySet<string>
  readonly #devices = new Map<string, ReadonlySet<string>>()

  constructor(facts: QemuFacts) {
    this.facts = facts
    this.#types = new Set(facts.types)
    this.#schema = new Set(facts.schema)
  }

  get binary(): string {
    return this.facts.binary
  }

  atLeast(major: number, minor = 0): boolean {
    const { version } = this.facts
    return version.major > major || (version.major === major && version.minor >= minor)
  }

  /** Whether a device, object or other QOM type exists. */
  hasType(name: string): boolean {
    return this.#types.has(name)
  }

  /** Whether a device type has a property; false for a type that was not asked about. */
  deviceHas(type: string, property: string): boolean {
    let names = this.#devices.get(type)
    if (!names) {
      names = new Set(this.facts.deviceProperties[type] ?? [])
      this.#devices.set(type, names)
    }
    return names.has(property)
  }

  objectHas(type: string, property: string): boolean {
    return this.facts.objectProperties[type]?.includes(property) ?? false
  }

  /** Whether the QMP schema has a command, event or argument member, such as `blockdev-add/file/aio`. */
  schemaHas(path: string): boolean {
    return this.#schema.has(path)
  }

  /** What an s390 guest's boot loader is told can be said of each device, not only of the machine. */
  get devicesTakeLoadparm(): boolean {
    return this.deviceHas('virtio-net-ccw', 'loadparm') || this.deviceHas('scsi-hd', 'loadparm')
  }

  optionHas(option: string, parameter: string): boolean {
    return this.facts.commandLineOptions[option]?.includes(parameter) ?? false
  }

  /** The facts under an accelerator; what KVM did not tell is as under TCG. */
  under(accelerator: string): AcceleratorFacts {
    const { kvm, tcg } = this.facts.byAccelerator
    return (accelerator === 'kvm' ? (kvm ?? tcg) : (tcg ?? kvm)) ?? { machines: [], cpus: [] }
  }

  machines(accelerator: string): MachineFacts[] {
    return this.under(accelerator).machines
  }

  /** A machine by its name or alias. */
  machine(accelerator: string, name: string): MachineFacts | undefined {
    return this.machines(accelerator).find((machine) => machine.name === name || machine.alias === name)
  }

  defaultMachine(accelerator: string): MachineFacts | undefined {
    return this.machines(accelerator).find((machine) => machine.default)
  }

  cpu(accelerator: string, name: string): CpuFacts | undefined {
    return this.under(accelerator).cpus.find((cpu) => cpu.name === name)
  }
}
