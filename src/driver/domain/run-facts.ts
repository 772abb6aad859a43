import type { RunFacts } from '../../model/devices/context.ts'
import type { Monitor } from '../qmp/index.ts'

/** Asks QEMU for what it has found for itself at its start: terminals, and ports where a display listens. */
export async function readRunFacts(monitor: Monitor): Promise<RunFacts> {
  const [backends, vnc, spice] = await Promise.all([
    monitor.execute('query-chardev'),
    // A build without one of them does not know the command.
    monitor.execute('query-vnc').catch(() => undefined),
    monitor.execute('query-spice').catch(() => undefined),
  ])
  return {
    terminals: new Map(Array.isArray(backends) ? backends.flatMap(terminalOf) : []),
    displays: {
      ...(vnc?.enabled && { vnc: { port: portOf(vnc.service) } }),
      ...(spice?.enabled && { spice: { port: portOf(spice.port), tlsPort: portOf(spice['tls-port']) } }),
    },
  }
}

function terminalOf({ label, filename }: { label: string; filename: string }): [string, string][] {
  const [, path] = /^pty:(\/dev\/[\w/]+)$/.exec(filename) ?? []
  return path ? [[label, path]] : []
}

/** Of a socket with a path there is none. */
function portOf(service: string | number | undefined): number | undefined {
  const port = Number(service)
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined
}
