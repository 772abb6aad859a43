import { attr, element, type Infer, optional, union } from '../../../formats/xml/declare.ts'
import { nonEmpty, string } from '../../../formats/xml/scalars.ts'

export const listenElement = element(
  'listen',
  {
    at: union('type', {
      address: { address: optional(attr(string)) },
      network: { network: optional(attr(nonEmpty)), address: optional(attr(string)) },
      socket: { socket: optional(attr(nonEmpty, 'a path; one is made up where absent')) },
      none: {},
    }),
  },
  'Where clients come in',
)

export type Listen = Infer<typeof listenElement>

/** What the two servers have in common: the old attributes say again what the first `<listen>` says. */
interface Server {
  listen?: string
  socket?: string
  listens: Listen[]
}

/** One `<listen>` at least, and the attributes in agreement with it; where they are not, both stay for the check to tell. */
export function completeListens(server: Server, libFolder: string): Listen['at'] {
  if (server.listens.length === 0) {
    server.listens.push({
      at: server.socket ? { type: 'socket', socket: server.socket } : { type: 'address', address: server.listen },
    })
  }
  for (const { at } of server.listens) {
    // the address of a network is that of the running guest
    if (('address' in at && at.address === '') || at.type === 'network') at.address = undefined
    // a path of our own making is made anew at each start
    if (at.type === 'socket' && at.socket?.startsWith(`${libFolder}/`)) at.socket = undefined
  }
  const [{ at } = { at: { type: 'none' } as const }] = server.listens
  if (!listenConflict(server)) {
    server.listen = at.type === 'address' ? at.address : undefined
    server.socket = at.type === 'socket' ? at.socket : undefined
  }
  return at
}

/** What attribute and first `<listen>` say differently. */
export function listenConflict({ listen, socket, listens }: Server): string | undefined {
  const at = listens[0]?.at
  if (listen && at?.type === 'address' && at.address !== undefined && at.address !== listen) {
    return `attribute 'listen' is '${listen}', but the first <listen> has address '${at.address}'`
  }
  if (socket && at?.type === 'socket' && at.socket !== undefined && at.socket !== socket) {
    return `attribute 'socket' is '${socket}', but the first <listen> has socket '${at.socket}'`
  }
  return undefined
}
