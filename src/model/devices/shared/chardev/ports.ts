interface Numbered {
  target?: { port?: number }
}

/** Gives numbers to ports that have none: each one more than the highest of all that have one by then. */
export function numberPorts<D extends Numbered>(devices: readonly D[]): void {
  for (const device of devices) {
    const highest = Math.max(-1, ...devices.map(({ target }) => target?.port ?? -1))
    device.target = { ...device.target, port: device.target?.port ?? highest + 1 }
  }
}
