import type { QemuBuild } from './build.ts'
import type { Part, PropList, Props, PropValue } from './part.ts'
import type { Argument, Descriptor, HelperProcess } from './plan.ts'

/** Turns parts into arguments and processes, and gives the descriptors in them their numbers: the first is 3, after the standard three. */
export class Renderer {
  readonly arguments: Argument[] = []
  readonly descriptors: Descriptor[] = []
  readonly processes: HelperProcess[] = []

  readonly #qemu: QemuBuild | undefined

  /** `qemu` is the build that reads the arguments; the newest where nothing is said. */
  constructor(qemu?: QemuBuild) {
    this.#qemu = qemu
  }

  add(parts: readonly Part[]): void {
    for (const part of parts) {
      if (part.make === 'process') this.processes.push(part.process)
      else this.arguments.push(this.#argument(part))
    }
  }

  #argument(part: Exclude<Part, { make: 'process' }>): Argument {
    if (part.make === 'option') return { option: part.option, value: part.value }
    if (part.make === 'device' && this.#qemu && !this.#qemu.atLeast(7)) {
      // JSON is accepted before 7.0, but a device made from it could not be unplugged
      const { driver, ...props } = part.props
      return { option: '-device', value: this.#keyval(String(driver), props) }
    }
    if (part.make === 'keyval') return { option: part.option, value: this.#keyval(part.head, part.props) }
    return { option: `-${part.make}`, value: JSON.stringify(this.#plain(part.props), bigints) }
  }

  #keyval(head: string | undefined, props: Props | PropList): string {
    const words = head === undefined ? [] : [escapeValue(head)]
    const visit = (prefix: string, value: PropValue): void => {
      if (value === undefined || value === null) return
      if (areDescriptors(value)) words.push(`${prefix}=${this.#numbers(value)}`)
      else if (Array.isArray(value)) value.forEach((each, index) => visit(`${prefix}.${index}`, each))
      else if (isDescriptor(value)) words.push(`${prefix}=${this.#number(value)}`)
      else if (typeof value === 'object') {
        for (const [name, member] of Object.entries(value)) visit(`${prefix}.${name}`, member)
      } else words.push(`${prefix}=${escapeValue(typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value))}`)
    }
    for (const [name, value] of isList(props) ? props : Object.entries(props)) visit(name, value)
    return words.join(',')
  }

  /** The value with descriptors as the strings that QEMU's JSON wants for them, and without what is undefined. */
  #plain(value: PropValue): unknown {
    if (areDescriptors(value)) return this.#numbers(value)
    if (Array.isArray(value)) return value.map((each) => this.#plain(each))
    if (isDescriptor(value)) return String(this.#number(value))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, member]) => (member === undefined ? [] : [[name, this.#plain(member)]])),
    )
  }

  /** Several descriptors for one property, as QEMU lists them. */
  #numbers(descriptors: readonly Descriptor[]): string {
    return descriptors.map((each) => this.#number(each)).join(':')
  }

  #number(descriptor: Descriptor): number {
    const at = this.descriptors.indexOf(descriptor)
    return (at >= 0 ? at : this.descriptors.push(descriptor) - 1) + firstDescriptor
  }
}

const firstDescriptor = 3

function isList(props: Props | PropList): props is PropList {
  return Array.isArray(props)
}

/** In QEMU's `key=value` syntax only the comma is special: doubled it stands for itself. */
export function escapeValue(text: string): string {
  return text.replaceAll(',', ',,')
}

function areDescriptors(value: PropValue): value is Descriptor[] {
  return Array.isArray(value) && value.length > 0 && value.every(isDescriptor)
}

function isDescriptor(value: PropValue): value is Descriptor {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && 'descriptor' in value
}

/** Numbers beyond 2^53 as they are; the function is in ES2026, so the compiler's library does not know it. */
const rawJson = (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON

function bigints(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? rawJson(String(value)) : value
}
