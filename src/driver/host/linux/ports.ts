import { readFileSync } from 'node:fs'

/** TCP ports that somebody on this host listens on. */
export function portsInUse(): Set<number> {
  const ports = new Set<number>()
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const [, port, state] of read(table).matchAll(
      /^\s*\d+: [0-9A-F]+:([0-9A-F]{4}) [0-9A-F]+:[0-9A-F]{4} ([0-9A-F]{2})/gm,
    )) {
      if (state === listening) ports.add(Number.parseInt(port ?? '', 16))
    }
  }
  return ports
}

const listening = '0A'

/** A host without IPv6 lacks the second table. */
function read(table: string): string {
  try {
    return readFileSync(table, 'utf8')
  } catch {
    return ''
  }
}
