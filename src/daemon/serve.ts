import { join } from 'node:path'
import type { ServeOptions } from '../access/cli/verb.ts'
import { RpcServer } from '../access/rpc/server/index.ts'
import { makeFolder } from '../driver/host/files.ts'
import { Paths } from '../driver/host/paths.ts'
import { LocalHost } from '../driver/node/index.ts'
import { listenAt } from './sockets.ts'

const system = 'qemu:///system'
const session = 'qemu:///session'

/** A daemon: this machine for libvirt's clients, until it is told to stop. Guests run on. */
export async function serve({ root, listening, stop }: ServeOptions): Promise<void> {
  await using stack = new AsyncDisposableStack()
  const paths = new Paths({ root })
  makeFolder(paths.run)
  const host = stack.use(new LocalHost({ root }))
  await host.own()
  const own = paths.privileged ? system : session
  // A daemon with a folder of its own is found by its socket, and clients then name whichever they are used to.
  const rpc = new RpcServer({ host, uris: root === undefined ? [own] : [...new Set([own, system, session])] })
  const [both, look] = ['libvirt-sock', 'libvirt-sock-ro'].map((name) => join(paths.run, name)) as [string, string]
  stack.use(await listenAt(both, (socket) => rpc.accept(socket)))
  stack.use(await listenAt(look, (socket) => rpc.accept(socket, { readOnly: true })))
  stack.defer(() => rpc.close())
  listening(both)
  await host.startWithHost()
  await stop
}
