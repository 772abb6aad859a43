interface Numbered {
  target?: { port?: number }
}

/** Gives numbers to ports that have none: each one more than the highest so far. */
export function numberPorts<D extends Numbered>(devices: readonly D[]): void {
  for (const device of devices) {
    device.target ??= {}
    device.target.port ??= Math.max(-1, ...devices.map((each) => each.target?.port ?? -1)) + 1
  }
}
