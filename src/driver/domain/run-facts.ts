import type { CpuidWord, RunFacts } from '../../model/devices/context.ts'
import type { Monitor } from '../qmp/index.ts'

/** Where QEMU has a guest's first CPU, which is made before any other device without a name. */
const firstCpu = '/machine/unattached/device[0]'

/** Asks QEMU for what it has found for itself at its start: terminals, ports where a display listens, features of CPUs. */
export async function readRunFacts(monitor: Monitor): Promise<RunFacts> {
  const [backends, vnc, spice, words] = await Promise.all([
    monitor.execute('query-chardev'),
    // A build without one of them does not know the command.
    monitor.execute('query-vnc').catch(() => undefined),
    monitor.execute('query-spice').catch(() => undefined),
    // Only x86 CPUs have it.
    monitor.execute('qom-get', { path: firstCpu, property: 'feature-words' }).catch(() => undefined),
  ])
  return {
    terminals: new Map(Array.isArray(backends) ? backends.flatMap(terminalOf) : []),
    displays: {
      ...(vnc?.enabled && { vnc: { port: portOf(vnc.service) } }),
      ...(spice?.enabled && { spice: { port: portOf(spice.port), tlsPort: portOf(spice['tls-port']) } }),
    },
    cpuid: Array.isArray(words) ? words.filter(isWord) : undefined,
  }
}

function isWord(word: unknown): word is CpuidWord {
  const { features, ...where } = (word ?? {}) as Partial<CpuidWord>
  return typeof features === 'number' && typeof where['cpuid-register'] === 'string' && 'cpuid-input-eax' in where
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
