import { chmodSync, closeSync, constants, lstatSync, openSync, renameSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { dirname } from 'node:path'
import { LodgeError } from '../../base/errors.ts'
import type { Descriptor } from '../../model/qemu/plan.ts'
import { makeFolder, systemError } from '../host/files.ts'
import { openTap, vhostNetDevice } from '../host/system.ts'

interface Opening {
  closing: DisposableStack
  undo: AsyncDisposableStack
  /** This process's ends of the socket pairs that helpers have. */
  helpers: ReadonlyMap<string, number>
  /** Those that somebody has handed in, by their names. */
  associated?(name: string): readonly number[] | undefined
  /** Gets the names that sockets were bound by, by their own. */
  bound?: Map<string, string>
}

/**
 * Opens what the emulator inherits, in the plan's order. `closing` gets our own copies, which are of no use once it runs;
 * `undo` gets what stays behind in the system if it doesn't.
 */
export async function openDescriptors(descriptors: readonly Descriptor[], opening: Opening): Promise<number[]> {
  const { closing } = opening
  const taps = new Map<Descriptor, number>()
  const names = new Map<string, string>()
  for (const each of descriptors) {
    if (each.descriptor !== 'tap') continue
    const { fd, name } = await openTap(each, names.get(each.id))
    closing.defer(() => closeSync(fd))
    taps.set(each, fd)
    names.set(each.id, name)
  }
  // Sockets come last and without a pause before the start: nobody is served by this process's end of them.
  return descriptors.map((each) => taps.get(each) ?? openAtOnce(each, opening))
}

function openAtOnce(descriptor: Descriptor, { closing, undo, helpers, associated, bound }: Opening): number {
  switch (descriptor.descriptor) {
    case 'listen':
      return listen(descriptor.path, { mode: descriptor.mode ?? 0o600, closing, undo, bound })
    case 'file': {
      const { path, append } = descriptor
      const mode = constants.O_WRONLY | constants.O_CREAT | (append ? constants.O_APPEND : constants.O_TRUNC)
      return open(path, mode, closing)
    }
    case 'device':
      return open(descriptor.path, constants.O_RDWR, closing)
    case 'vhost-net':
      return open(vhostNetDevice, constants.O_RDWR, closing)
    case 'helper': {
      const fd = helpers.get(descriptor.name)
      if (fd === undefined) throw new LodgeError('INTERNAL_ERROR', `there is no helper '${descriptor.name}'`)
      return fd
    }
    case 'associated': {
      const fd = associated?.(descriptor.name)?.[descriptor.nth]
      return fd ?? notAssociated(descriptor.name)
    }
    default:
      throw new LodgeError('INTERNAL_ERROR', `a '${descriptor.descriptor}' cannot be opened for QEMU`)
  }
}

/** libvirt's own words. */
export function notAssociated(name: string): never {
  const text = `file descriptor group '${name}' was not associated with the domain`
  throw new LodgeError('INVALID_ARG', text, {
    hint: 'virsh dom-fd-associate hands descriptors in, over the connection that starts the domain then',
  })
}

function open(path: string, flags: number, closing: DisposableStack): number {
  try {
    const fd = openSync(path, flags, 0o600)
    closing.defer(() => closeSync(fd))
    return fd
  } catch (error) {
    throw systemError(error, `cannot open ${path}`, path)
  }
}

interface Listening {
  mode: number
  /** For a program that waits in accept(2) itself. */
  blocking?: boolean
  closing: DisposableStack
  undo: AsyncDisposableStack
  bound?: Map<string, string>
}

/**
 * A listening socket without its server: whoever connects before the emulator runs waits in the queue, so nobody needs to
 * try again. libuv removes the name that it has bound when our copy is closed; so another name is bound, then renamed.
 */
export function listen(path: string, { mode, blocking = false, closing, undo, bound: names }: Listening): number {
  makeFolder(dirname(path))
  requireFreeName(path)
  const bound = `${dirname(path)}/.${process.pid}-${sockets++}`
  const server = createServer() as Server & { _handle?: { fd: number; setBlocking(on: boolean): void } | null }
  let failure: Error | undefined
  server.once('error', (error) => {
    failure = error
  })
  try {
    server.listen(bound)
    const { _handle: handle } = server
    // Node tells why when it is too late; that no descriptor is left shows here.
    if (!handle) closeSync(openSync(dirname(path), constants.O_RDONLY))
    if (!handle) throw failure ?? new Error('its path is too long, or the folder cannot be written')
    closing.defer(() => server.close())
    if (blocking) handle.setBlocking(true)
    chmodSync(bound, mode)
    renameSync(bound, path)
    names?.set(path, bound)
    undo.defer(() => rmSync(path, { force: true }))
    return handle.fd
  } catch (error) {
    throw systemError(error, `cannot listen at ${path}`, path)
  }
}

let sockets = 0

/** A socket is left over from a guest that is gone; anything else is somebody's file. */
function requireFreeName(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (!found || found.isSocket()) return
  throw new LodgeError('INVALID_ARG', `cannot listen at ${path}: there is a file of that name`, {
    where: path,
    hint: 'give the socket another path',
  })
}
