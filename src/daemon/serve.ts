import type { ServeOptions } from '../access/cli/verb.ts'
import { RpcServer } from '../access/rpc/server/index.ts'
import { makeFolder } from '../driver/host/files.ts'
import { Paths } from '../driver/host/paths.ts'
import { LocalHost } from '../driver/node/index.ts'
import { Idle } from './idle.ts'
import { listenAt } from './sockets.ts'

const system = 'qemu:///system'
const session = 'qemu:///session'

/** A daemon: this machine for libvirt's clients, until it is told to stop. Guests run on. */
export async function serve({ root, listening, stop, timeout }: ServeOptions): Promise<void> {
  await using stack = new AsyncDisposableStack()
  const paths = new Paths({ root })
  makeFolder(paths.run)
  const host = stack.use(new LocalHost({ root }))
  await host.own()
  const own = paths.privileged ? system : session
  const rpc: RpcServer = new RpcServer({
    host,
    // A daemon with a folder of its own is found by its socket, and clients then name whichever they are used to.
    uris: root === undefined ? [own] : [...new Set([own, system, session])],
    changed: () => idle?.heard(),
  })
  const idle =
    timeout === undefined
      ? undefined
      : stack.use(
          new Idle(timeout * 1000, {
            clients: () => rpc.clients,
            guests: async () => (await host.domains({ active: true })).length > 0,
          }),
        )
  stack.use(await listenAt(paths.socket, (socket) => rpc.accept(socket)))
  stack.use(await listenAt(paths.readOnlySocket, (socket) => rpc.accept(socket, { readOnly: true })))
  stack.defer(() => rpc.close())
  listening(paths.socket)
  await host.startWithHost()
  await Promise.race([stop, ...(idle ? [idle.over] : [])])
}
