import { auditLine, turnsAway } from '../access/chain/audit.ts'
import type { Identity } from '../access/chain/identity.ts'
import type { ServeOptions } from '../access/cli/verb.ts'
import { RpcServer } from '../access/rpc/server/index.ts'
import type { LodgeError } from '../base/errors.ts'
import { BoundedLog } from '../driver/host/bounded-log.ts'
import { makeFolder } from '../driver/host/files.ts'
import { Paths } from '../driver/host/paths.ts'
import { askPolkit } from '../driver/host/polkit.ts'
import { LocalHost } from '../driver/node/index.ts'
import { Access } from './access.ts'
import { descriptorSupport } from './descriptor-support.ts'
import { openDoors } from './doors.ts'
import { Idle } from './idle.ts'
import { notify } from './notify.ts'
import { socketUri } from './socket-uri.ts'
import { Sparing } from './sparing.ts'

const system = 'qemu:///system'
const session = 'qemu:///session'

/** A daemon: this machine for libvirt's clients, until it is told to stop. Guests run on. */
export async function serve(options: ServeOptions & { warn(warning: LodgeError): void }): Promise<void> {
  const { root, warn } = options
  await using stack = new AsyncDisposableStack()
  const paths = new Paths({ root })
  makeFolder(paths.run)
  const host = stack.use(new LocalHost({ root, warn, confined: true }))
  await host.own()
  const access = await Access.load({ paths, warn, ofSystem: paths.privileged && root === undefined })
  const audit = auditOf(paths, warn)
  const own = paths.privileged ? system : session
  const rpc: RpcServer = new RpcServer({
    ...{ host, policy: access, polkit: askPolkit, audit, descriptors: await descriptorSupport() },
    // A daemon with a folder of its own is found by its socket, and clients then name whichever they are used to.
    uris: root === undefined ? [own] : [...new Set([own, system, session])],
    changed: () => idle?.heard(),
  })
  const idle = idleOf(options, { rpc, host }, stack)
  const doors = await openDoors(
    {
      ...{ options, paths, warn, forEverybody: access.polkit },
      admits: (identity) => !access.subjectOf(identity).isStranger,
      accept: (socket, identity) => rpc.accept(socket, identity),
      refused: (who) => audit({ who, what: 'CONNECT', result: 'AUTH_FAILED', milliseconds: 0 }),
    },
    stack,
  )
  stack.defer(() => rpc.close())
  options.reload?.(async () => {
    await notify('RELOADING=1')
    doors.reload()
    await access.reload()
    await notify('READY=1')
  })
  options.listening([socketUri(own, paths.socket), ...doors.network])
  await notify('READY=1')
  await host.startWithHost()
  await Promise.race([options.stop, ...(idle ? [idle.over] : [])])
  await notify('STOPPING=1')
}

/** What can't be written down is said, and done all the same: a full disk must not keep anybody from mending it. */
function auditOf(paths: Paths, warn: (warning: LodgeError) => void) {
  // Open until the process ends: a call may outlive its connection.
  const log = new BoundedLog(paths.audit)
  const failures = new Sparing({ most: 1, interval: 60_000 })
  const strangers = new Sparing({ most: 20, interval: 60_000 })
  return (record: Parameters<typeof auditLine>[0] & { who: Identity }): void => {
    if (turnsAway.has(record.result) && !strangers.allows(Date.now())) return
    try {
      log.add(auditLine(record, new Date()))
    } catch (error) {
      if (failures.allows(Date.now())) warn(error as LodgeError)
    }
  }
}

function idleOf(
  { timeout }: ServeOptions,
  { rpc, host }: { rpc: RpcServer; host: LocalHost },
  stack: AsyncDisposableStack,
): Idle | undefined {
  if (timeout === undefined) return undefined
  const guests = async (): Promise<boolean> => (await host.domains({ active: true })).length > 0
  return stack.use(new Idle(timeout * 1000, { clients: () => rpc.clients, guests }))
}
