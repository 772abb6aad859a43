import { LodgeError } from '../../base/errors.ts'
import type { LaunchOptions } from '../../model/domain/index.ts'
import { portsInUse } from '../host/system.ts'

const firsts = { vnc: 5900, websocket: 5700, spice: 5900, 'spice-tls': 5900 } as const

/** A port that was given away counts as used that long, until its emulator has bound it. Milliseconds. */
const grace = 30_000
const given = new Map<number, number>()

/**
 * Chooses ports of this host for displays; what nobody listens on now is free. The kernel takes tens of milliseconds to
 * tell, so it is only asked for a guest that needs a port.
 */
export function freePorts(): NonNullable<LaunchOptions['freePort']> {
  let used: ReadonlySet<number> | undefined
  const now = performance.now()
  const recent = (port: number) => now - (given.get(port) ?? Number.NEGATIVE_INFINITY) < grace
  return (use) => {
    used ??= portsInUse()
    for (let port: number = firsts[use]; port <= 65535; port++) {
      if (used.has(port) || recent(port)) continue
      given.set(port, now)
      return port
    }
    throw new LodgeError('OPERATION_FAILED', `no TCP port of this host from ${firsts[use]} on is free for ${use}`)
  }
}
