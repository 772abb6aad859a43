import { copyOf } from '../../../formats/xml/reading.ts'
import type { Section } from '../section.ts'
import type { Domain } from '../xml.ts'

/**
 * The first console is the first serial port under another name. One that stands alone makes the port; a port that stands
 * alone has a console, before those that are something else; and where the two differ the port is right.
 */
export const firstConsole: Section = {
  complete({ domain: { devices } }) {
    const first = devices.console[0]
    if (!first || !isSerial(first)) return
    if (devices.serial.length === 0) {
      const { target, tty: _, ...port } = first
      devices.serial.push({ ...port, target: { port: target?.port } })
    }
    // only the port has a place; it comes back when the port's is known
    devices.console[0] = { source: first.source, target: { type: 'serial', port: first.target?.port } }
  },

  settle({ domain: { devices } }) {
    const [port] = devices.serial
    if (!port) return
    const first = devices.console[0]
    const stands = first !== undefined && isSerial(first)
    if (!stands && !hasConsole(port)) return
    const { target, ...shared } = copyOf(port)
    devices.console.splice(0, stands ? 1 : 0, { ...shared, target: { type: 'serial', port: target?.port } })
    // the others are numbered by their place
    devices.console.forEach((each, index) => {
      if (index > 0) each.target = { ...each.target, port: index }
    })
  },
}

function isSerial({ target }: Domain['devices']['console'][number]): boolean {
  return target?.type === undefined || target.type === 'serial' || target.type === 'none'
}

/** A port that is plugged in is no console of the machine by itself. */
function hasConsole({ target }: Domain['devices']['serial'][number]): boolean {
  return !['pci-serial', 'usb-serial', 'isa-debug'].includes(target?.type ?? '')
}
