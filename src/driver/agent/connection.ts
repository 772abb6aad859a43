import { connect } from 'node:net'
import { LodgeError } from '../../base/errors.ts'
import { showChannel } from '../domain/follow-changes.ts'
import type { Guest } from '../domain/guest.ts'
import { AgentClient, unresponsive } from './client.ts'

/** Milliseconds that QEMU has to say whether the guest has the channel open. */
const patience = 5000

const clients = new WeakMap<Guest, Promise<AgentClient>>()

/** The conversation with a guest's agent, begun where there is none. */
export async function agentOf(guest: Guest): Promise<AgentClient> {
  guest.requireRunning('ask the agent of')
  requireCpus(guest)
  const path = await channelOf(guest)
  const known = clients.get(guest)
  const usable = await known?.then(
    ({ isOver }) => !isOver,
    () => false,
  )
  // Of several that ask at once one connects: QEMU speaks to nobody else meanwhile.
  if (!usable && clients.get(guest) === known) clients.set(guest, open(guest, path))
  return clients.get(guest) as Promise<AgentClient>
}

/** Of a guest that stands still nobody would answer; libvirt's own words. */
function requireCpus({ state, status: { name } }: Guest): void {
  if (!['paused', 'pmsuspended'].includes(state.now.state)) return
  throw new LodgeError('OPERATION_INVALID', 'domain is not running', {
    hint: `let it go on first: lodge resume ${name}`,
  })
}

/** The socket of the agent's channel, where the guest has its end of it open. */
async function channelOf(guest: Guest): Promise<string> {
  const { agent } = guest.devices
  if (!agent)
    throw notConfigured("<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>")
  if (!agent.path) throw notConfigured("a channel of type 'unix' that QEMU listens at (mode='bind')")
  const chardevs = await guest.monitor.executeAny('query-chardev', undefined, { timeout: patience })
  const found = Array.isArray(chardevs) && chardevs.find(({ label }) => label === `char${agent.alias}`)
  const open = found?.['frontend-open'] === true
  if (open !== agent.connected) showChannel(guest, { alias: agent.alias, open })
  if (!open) throw unresponsive('QEMU guest agent is not connected')
  return agent.path
}

function open(guest: Guest, path: string): Promise<AgentClient> {
  const { promise, resolve, reject } = Promise.withResolvers<AgentClient>()
  const socket = connect(path)
  const fail = (error: Error): void => reject(unresponsive(error.message))
  socket.once('error', fail)
  socket.once('connect', () => {
    socket.off('error', fail)
    const client = new AgentClient(socket)
    guest.events.listen({
      event: (told) => told.event === 'agent-lifecycle' && told.state === 'disconnected' && client.leave(),
      end: () => client.close(),
    })
    resolve(client)
  })
  return promise
}

function notConfigured(hint: string): LodgeError {
  return new LodgeError('ARGUMENT_UNSUPPORTED', 'argument unsupported: QEMU guest agent is not configured', {
    hint: `its definition needs ${hint}`,
  })
}
