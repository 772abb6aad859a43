import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { LodgeError, messageOf } from '../../base/errors.ts'
import { encodeMessage, type Message, MessageSplitter, messageTypes, type Value } from '../../formats/dbus/index.ts'

export interface BusCall {
  destination: string
  path: string
  interface: string
  member: string
  signature: string
  body: readonly Value[]
}

const usualBus = 'unix:path=/run/dbus/system_bus_socket'

/** What a service may answer at once. */
const longestAnswer = 4 << 20
const longestGreeting = 4096

/** Every connection says it first, and gets a name with which it can be answered. */
const hello: Message = {
  ...{ type: messageTypes.call, serial: 1, destination: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus' },
  ...{ interface: 'org.freedesktop.DBus', member: 'Hello', body: [] },
}

/**
 * One call over the system's message bus, and a connection for it alone: what is called sees by its end that nobody waits
 * any more. Nothing is started for it, unlike for a program that would ask.
 */
export async function callBus(call: BusCall, signal: AbortSignal): Promise<readonly Value[]> {
  signal.throwIfAborted()
  const socket = connect(socketOf(process.env.DBUS_SYSTEM_BUS_ADDRESS || usualBus)).on('error', () => {})
  const stop = (): void => void socket.destroy()
  signal.addEventListener('abort', stop)
  try {
    await once(socket, 'connect', { signal })
    // The bus knows who asks by the kernel's word; all of this may be said before it has answered any.
    const user = Buffer.from(String(process.geteuid?.() ?? 0)).toString('hex')
    socket.write(`\0AUTH EXTERNAL ${user}\r\nBEGIN\r\n`)
    socket.write(encodeMessage(hello))
    socket.write(encodeMessage({ type: messageTypes.call, serial: 2, ...call }))
    for await (const { type, replySerial, errorName, body } of messagesOf(socket)) {
      if (type === messageTypes.error) throw new Error([errorName, body[0]].filter(Boolean).join(': ').slice(0, 1000))
      if (type === messageTypes.reply && replySerial === 2) return body
    }
    throw new Error('the message bus has ended the connection')
  } catch (error) {
    signal.throwIfAborted()
    throw new LodgeError('DBUS_SERVICE', `error from service: ${messageOf(error)}`, { cause: error })
  } finally {
    signal.removeEventListener('abort', stop)
    socket.destroy()
  }
}

/** Behind one line that says that we are known. */
async function* messagesOf(socket: Socket): AsyncGenerator<Message> {
  const splitter = new MessageSplitter(longestAnswer)
  let greeting: Buffer | undefined = Buffer.alloc(0)
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    if (!greeting) {
      yield* splitter.push(chunk)
      continue
    }
    greeting = Buffer.concat([greeting, chunk])
    const end = greeting.indexOf('\r\n')
    if (end < 0 && greeting.length <= longestGreeting) continue
    if (!greeting.toString('latin1').startsWith('OK ')) throw new Error('the message bus does not let us in')
    yield* splitter.push(greeting.subarray(end + 2))
    greeting = undefined
  }
}

/** The first of the addresses that is a UNIX socket (D-Bus Specification, "Server Addresses"). */
function socketOf(addresses: string): string {
  for (const address of addresses.split(';')) {
    const found = /^unix:(?:.*,)?(path|abstract)=([^,]+)/.exec(address)
    if (found) return (found[1] === 'abstract' ? '\0' : '') + decodeURIComponent(found[2] ?? '')
  }
  throw new LodgeError('DBUS_SERVICE', 'error from service: the message bus has no address of a UNIX socket', {
    where: 'DBUS_SYSTEM_BUS_ADDRESS',
  })
}
