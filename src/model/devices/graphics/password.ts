import type { MonitorCommand } from '../../qemu/plan.ts'
import type { DeviceContext } from '../context.ts'
import type { Graphics } from './xml.ts'

/** Passwords go through the monitor, because everybody on the host can read a command line. */
export function passwordCommands({ backend }: Graphics, { host }: DeviceContext): MonitorCommand[] {
  if (backend.type !== 'vnc' && backend.type !== 'spice') return []
  const { type: protocol, connected } = backend
  const password = backend.passwd ?? host.displays[protocol].password
  if (password === undefined) return []
  const time = backend.passwdValidTo === undefined ? 'never' : String(secondsOf(backend.passwdValidTo))
  return [
    { execute: 'set_password', arguments: { protocol, password, connected } },
    { execute: 'expire_password', arguments: { protocol, time } },
  ]
}

/** Since the epoch; the text is UTC without saying so. */
export function secondsOf(time: string): number {
  return Math.floor(Date.parse(`${time}Z`) / 1000)
}
