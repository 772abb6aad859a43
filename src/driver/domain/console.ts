import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { LodgeError } from '../../base/errors.ts'
import { systemError } from '../host/files.ts'
import { Pty } from '../host/pty.ts'
import { liveDefinition } from './editor.ts'
import type { Guest } from './guest.ts'
import { holdEnding } from './hold-ending.ts'

/** A guest's console by its alias (`serial0`, `console0`); without one the first that there is. */
export async function openConsole(guest: Guest, alias?: string): Promise<Duplex> {
  guest.requireRunning('open a console of')
  const chardevs = new Map(
    (await guest.monitor.execute('query-chardev')).map(({ label, filename }) => [label, filename]),
  )
  const wanted = alias === undefined ? ['serial0', 'console0', 'console1'] : [alias]
  const label = wanted.map((name) => `char${name}`).find((name) => chardevs.has(name))
  const filename = label && chardevs.get(label)
  if (!filename) throw noConsole(guest, alias, [...chardevs.keys()])
  const name = (label ?? '').slice('char'.length)
  const socket = socketOf(guest, name)
  return socket === undefined ? openBackend(filename, guest, name) : openSocket(socket)
}

/** Where QEMU listens: its own name for that has options behind the path, and a path can look like them. */
function socketOf(guest: Guest, alias: string): string | undefined {
  const { serial, console, parallel, channel } = liveDefinition(guest).devices
  const found = [...serial, ...console, ...parallel, ...channel].find((device) => device.alias?.name === alias)
  return found?.source.type === 'unix' && found.source.mode === 'bind' ? found.source.path : undefined
}

/** QEMU names backends as `pty:/dev/pts/3`. */
async function openBackend(text: string, guest: Guest, alias: string): Promise<Duplex> {
  if (text.startsWith('pty:')) {
    const pty = new Pty(text.slice('pty:'.length))
    await holdEnding(guest, pty)
    return pty
  }
  const file = /^file:(.*)$/.exec(text)?.[1]
  throw new LodgeError(
    'OPERATION_INVALID',
    `${alias} of the guest '${guest.status.name}' can't be attached to: ${text}`,
    {
      hint: file ? `read it with 'tail -f ${file}'` : "<serial type='pty'/> or type='unix' with mode='bind' can",
    },
  )
}

function noConsole(guest: Guest, alias: string | undefined, labels: string[]): LodgeError {
  const names = labels
    .filter((label) => /^char(serial|console|parallel|channel)/.test(label))
    .map((name) => name.slice(4))
  return new LodgeError(
    'OPERATION_INVALID',
    alias
      ? `the guest '${guest.status.name}' has no console '${alias}'`
      : `the guest '${guest.status.name}' has no console`,
    { hint: names.length > 0 ? `it has ${names.join(', ')}` : "add <serial type='pty'/> to its <devices>" },
  )
}

function openSocket(path: string): Promise<Duplex> {
  const { promise, resolve, reject } = Promise.withResolvers<Duplex>()
  const socket = connect(path)
  socket.once('connect', () => {
    socket.off('error', fail)
    resolve(socket)
  })
  const fail = (error: Error) => reject(systemError(error, `cannot connect to the console ${path}`, path))
  socket.once('error', fail)
  return promise
}
