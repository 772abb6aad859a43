import type { HelperProcess } from '../qemu/plan.ts'
import type { Emitter } from './section.ts'

/** One helper serves all devices of a guest. */
export const reservationHelper: Emitter = ({ devices, guestFolder }) => {
  if (!devices.some(({ kind, device }) => kind.reserves?.(device))) return []
  const process = reservationProcess(guestFolder)
  const props = { 'qom-type': 'pr-manager-helper', id: process.name, path: process.begin.socket }
  return [
    { make: 'process', process },
    { make: 'object', props },
  ]
}

type Telling = Extract<HelperProcess['begin'], { by: 'telling' }>

/** Only root can send such commands to disks. Where it leaves its number is no folder of the guest's user. */
export function reservationProcess(guestFolder: string): HelperProcess & { begin: Telling } {
  const [socket, pidFile] = [`${guestFolder}/pr-helper0.sock`, `${guestFolder}-pr-helper0.pid`]
  return {
    name: 'pr-helper0',
    program: 'qemu-pr-helper',
    package: 'qemu-utils',
    arguments: ['--socket', socket, '--pidfile', pidFile],
    what: 'persistent reservations',
    lost: 'its persistent reservations fail',
    user: 'host',
    begin: { by: 'telling', socket, pidFile },
  }
}
