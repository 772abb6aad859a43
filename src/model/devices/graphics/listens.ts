import { attr, element, type Infer, optional, union } from '../../../formats/xml/declare.ts'
import { nonEmpty, string } from '../../../formats/xml/scalars.ts'
import type { DisplayPolicy, HostView } from '../../qemu/host.ts'

export const listenElement = element(
  'listen',
  {
    at: union('type', {
      address: { address: optional(attr(string, 'of the host; as the host is configured where absent')) },
      network: {
        network: optional(attr(nonEmpty, 'the name of a network, whose address is taken')),
        address: optional(attr(string, 'of the running guest')),
      },
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
  // a socket of our own making was one run's: what asked for it is no longer there
  const generated = (path: string | undefined) => path?.startsWith(`${libFolder}/`) ?? false
  server.listens = server.listens.filter(({ at }) => at.type !== 'socket' || !generated(at.socket))
  if (generated(server.socket)) server.socket = undefined
  if (server.listens.length === 0) {
    server.listens.push({
      at: server.socket ? { type: 'socket', socket: server.socket } : { type: 'address', address: server.listen },
    })
  }
  for (const { at } of server.listens) {
    // the address of a network is that of the running guest
    if (('address' in at && at.address === '') || at.type === 'network') at.address = undefined
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

/** Where to listen: as the definition says, as its network has it, else as the host's owner decided. */
export function listenAddress(at: Listen['at'], policy: DisplayPolicy, host: HostView): string {
  const own = 'address' in at ? at.address : undefined
  const network = at.type === 'network' && at.network !== undefined ? host.networkAddress(at.network) : undefined
  return own ?? network ?? policy.listen
}
