interface Numbered {
  target?: { port?: number }
}

/** Gives numbers to ports that have none: each one more than the highest of those before it. */
export function numberPorts<D extends Numbered>(devices: readonly D[]): void {
  let highest = -1
  for (const device of devices) {
    device.target = { ...device.target, port: device.target?.port ?? highest + 1 }
    highest = Math.max(highest, device.target.port ?? 0)
  }
}
