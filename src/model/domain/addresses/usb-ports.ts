import type { Controller } from '../../devices/controller/xml.ts'

/** A hub: a controller's own root, or one that is plugged in. */
export class UsbHub {
  readonly #taken: boolean[]
  readonly #hubs = new Map<number, UsbHub>()

  constructor(ports: number) {
    this.#taken = new Array(ports).fill(false)
  }

  get ports(): number {
    return this.#taken.length
  }

  /** The hub that the path's last port belongs to, or the step at which there is none. */
  find(path: readonly number[]): UsbHub | { missing: number } {
    let hub: UsbHub = this
    for (const port of path.slice(0, -1)) {
      const next = hub.#hubs.get(port)
      if (!next) return { missing: port }
      hub = next
    }
    return hub
  }

  has(port: number): boolean {
    return port >= 1 && port <= this.ports
  }

  /** False where the port is taken already. */
  take(port: number): boolean {
    if (this.#taken[port - 1]) return false
    this.#taken[port - 1] = true
    return true
  }

  plug(port: number, hub: UsbHub): void {
    this.#hubs.set(port, hub)
  }

  /** The first free port: here, or on a hub beneath. */
  free(): number[] | undefined {
    const here = this.#taken.indexOf(false)
    if (here >= 0) return [here + 1]
    for (const [port, hub] of [...this.#hubs].sort(([a], [b]) => a - b)) {
      const inside = hub.free()
      if (inside) return [port, ...inside]
    }
    return undefined
  }
}

/** Ports of a hub device. */
export const hubPorts = 8

const rootPorts: Record<string, number> = {
  'piix3-uhci': 2,
  'piix4-uhci': 2,
  'vt82c686b-uhci': 2,
  'pci-ohci': 3,
  ehci: 6,
  // its companions serve the same ports
  'ich9-ehci1': 6,
  'nec-xhci': 4,
  'qemu-xhci': 4,
}

export function controllerPorts({ model = '', ports, master }: Controller): number {
  if (master) return 0
  return model.endsWith('-xhci') && ports ? ports : (rootPorts[model] ?? 0)
}
