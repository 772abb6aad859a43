import type { Capabilities, EmulatorInfo, MachineInfo, MachineList, SecurityModel } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import { readXml } from '../../../formats/xml/reader.ts'
import type { XmlElement } from '../../../formats/xml/tree.ts'

/** What libvirt's `<capabilities>` says, as far as the contract asks for it. */
export class CapabilitiesDocument {
  readonly #root: XmlElement

  constructor(xml: string) {
    this.#root = readXml(xml)
  }

  get arch(): string {
    return textOf(this.#root, 'host', 'cpu', 'arch') ?? ''
  }

  /** Numbers of NUMA cells. */
  get cells(): number[] {
    const cells = all(this.#root, 'host', 'topology', 'cells', 'cell').map((cell) => Number(attribute(cell, 'id')))
    return cells.length > 0 ? cells : [0]
  }

  /** KiB of the pages that the machine can have. */
  get pageSizes(): number[] {
    return all(this.#root, 'host', 'cpu', 'pages').map((pages) => Number(attribute(pages, 'size')))
  }

  get securityModels(): SecurityModel[] {
    return all(this.#root, 'host', 'secmodel').map((each) => ({
      model: textOf(each, 'model') ?? '',
      doi: textOf(each, 'doi') ?? '',
      baselabels: all(each, 'baselabel').map((base) => ({ type: attribute(base, 'type') ?? '', label: base.text })),
    }))
  }

  /** For guests of the machine's own kind. */
  get ownEmulator(): string | undefined {
    return this.#guest(this.arch)?.emulator
  }

  get capabilities(): Capabilities {
    const emulators = new Map<string, EmulatorInfo>()
    for (const { emulator: path, arch, types, machines } of this.#guests()) {
      const known = emulators.get(path)
      if (known) known.archs.push(arch)
      else {
        emulators.set(path, { path, archs: [arch], accelerators: types, defaultMachine: machines[0]?.name })
      }
    }
    const kvm = this.#guest(this.arch)?.types.includes('kvm') ?? false
    return {
      arch: this.arch,
      kvm: kvm ? { usable: true } : { usable: false, reason: 'its daemon offers no guests of the type kvm' },
      emulators: [...emulators.values()],
    }
  }

  machines(arch: string = this.arch): MachineList {
    const guest = this.#guest(arch)
    if (guest) return { arch, emulator: guest.emulator, machines: guest.machines }
    throw new LodgeError('CONFIG_UNSUPPORTED', `no emulator on this host runs '${arch}' guests`, {
      hint: `it runs ${[...this.#guests()].map((each) => each.arch).join(', ')}`,
    })
  }

  #guest(arch: string) {
    return this.#guests().find((guest) => guest.arch === arch)
  }

  #guests() {
    return all(this.#root, 'guest', 'arch').flatMap((arch) => {
      const emulator = textOf(arch, 'emulator')
      if (emulator === undefined) return []
      const types = all(arch, 'domain').flatMap((domain) => attribute(domain, 'type') ?? [])
      return [
        {
          ...{ arch: attribute(arch, 'name') ?? '', emulator },
          // The translator is the last resort.
          types: types.sort((a, b) => Number(a === 'qemu') - Number(b === 'qemu')),
          machines: machinesIn(arch),
        },
      ]
    })
  }
}

/** The default one stands first; an alias is a machine of its own that says what it stands for. */
function machinesIn(arch: XmlElement): MachineInfo[] {
  const elements = all(arch, 'machine')
  const aliases = new Map(
    elements.flatMap((each) => {
      const canonical = attribute(each, 'canonical')
      return canonical === undefined ? [] : [[canonical, each.text.trim()]]
    }),
  )
  const [first] = elements
  const defaultName = first && (attribute(first, 'canonical') ?? first.text.trim())
  return elements
    .filter((each) => attribute(each, 'canonical') === undefined)
    .map((each) => {
      const name = each.text.trim()
      return {
        ...{ name, alias: aliases.get(name), default: name === defaultName },
        deprecated: attribute(each, 'deprecated') === 'yes',
        maxCpus: Number(attribute(each, 'maxCpus') ?? 0),
      }
    })
}

function all(element: XmlElement, ...path: string[]): XmlElement[] {
  const [name, ...rest] = path
  if (name === undefined) return [element]
  return element.children.filter((child) => child.name === name).flatMap((child) => all(child, ...rest))
}

function textOf(element: XmlElement, ...path: string[]): string | undefined {
  return all(element, ...path)[0]?.text.trim()
}

function attribute(element: XmlElement, name: string): string | undefined {
  return element.attributes.get(name)?.value
}
