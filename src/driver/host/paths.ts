import { createHash, randomUUID } from 'node:crypto'
import { homedir, tmpdir, userInfo } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { LodgeError } from '../../base/errors.ts'
import { runFolder } from '../../base/run-folder.ts'
import type { HostFolders } from '../../model/qemu/host.ts'

export interface PathsOptions {
  /** Everything goes beneath this folder. */
  root?: string
  /** As root's folders are chosen, without being root: for tests. */
  privileged?: boolean
  environment?: NodeJS.ProcessEnv
}

/** Bytes of a UNIX socket's path, without the NUL at its end (unix(7)). */
const longestSocketPath = 107

/** As long as a guest's folder and a socket in it ever get. */
const longestSocketName = `domain-${2 ** 31 - 1}-${'n'.repeat(20)}/monitor.sock`

/** Every file, folder and socket that Lodge ever makes, except those that a user's XML names. */
export class Paths {
  readonly privileged: boolean
  /** What users define. */
  readonly config: string
  /** What has to outlive a restart of the host. */
  readonly state: string
  /** What ends with the host: sockets, status. */
  readonly run: string
  /** What can be made again. */
  readonly cache: string
  readonly logs: string
  /** Firmware descriptors of the user's own (QEMU's docs/interop/firmware.json). */
  readonly userFirmware: readonly string[]
  /** The same of programs that serve devices (docs/interop/vhost-user.json). */
  readonly userVhostUser: readonly string[]

  constructor({ root, privileged = process.getuid?.() === 0, environment = process.env }: PathsOptions = {}) {
    this.privileged = privileged
    if (root !== undefined) {
      this.config = join(root, 'etc')
      this.state = join(root, 'lib')
      this.run = join(root, 'run')
      this.cache = join(root, 'cache')
      this.logs = join(root, 'log')
    } else if (privileged) {
      this.config = '/etc/lodge'
      this.state = '/var/lib/lodge'
      this.run = runFolder({ privileged, environment, home: homedir(), user: () => userInfo().username })
      this.cache = '/var/cache/lodge'
      this.logs = '/var/log/lodge'
    } else {
      const folder = (variable: string, otherwise: string) => {
        const value = environment[variable]
        // The XDG specification: a relative path is to be ignored.
        return join(value?.startsWith('/') ? value : join(homedir(), otherwise), 'lodge')
      }
      this.config = folder('XDG_CONFIG_HOME', '.config')
      this.state = folder('XDG_DATA_HOME', '.local/share')
      this.cache = folder('XDG_CACHE_HOME', '.cache')
      this.logs = join(folder('XDG_STATE_HOME', '.local/state'), 'log')
      this.run = runFolder({ privileged, environment, home: homedir(), user: () => userInfo().username })
    }
    const userConfig = environment.XDG_CONFIG_HOME ?? join(homedir(), '.config')
    this.userFirmware = privileged ? [] : [join(userConfig, 'qemu', 'firmware')]
    this.userVhostUser = privileged ? [] : [join(userConfig, 'qemu', 'vhost-user')]
    requireRoomForSockets(this.guests)
  }

  /** One folder a running guest beneath it: monitor socket, master key. */
  get guests(): string {
    return join(this.run, 'guests')
  }

  /** One file a guest that is starting or running. */
  get statuses(): string {
    return join(this.run, 'status')
  }

  /** One empty file a number that a running guest has. */
  get ids(): string {
    return join(this.run, 'ids')
  }

  /** Memories of guests that have crashed. */
  get dumps(): string {
    return join(this.state, 'dump')
  }

  /** One file a domain that is defined. */
  get definitions(): string {
    return join(this.config, 'domains')
  }

  /** What a change of several files is about to do, while it does it. */
  get journal(): string {
    return join(this.config, 'journal.json')
  }

  /** One file a domain that is just being taken over from libvirt. */
  get imports(): string {
    return join(this.state, 'imports')
  }

  /** One link a domain that is started with the host. */
  get autostarts(): string {
    return join(this.definitions, 'autostart')
  }

  /** Where clients find the daemon. */
  get socket(): string {
    return join(this.run, 'libvirt-sock')
  }

  /** The same for those who may only look. */
  get readOnlySocket(): string {
    return join(this.run, 'libvirt-sock-ro')
  }

  /** Who has changed what. */
  get audit(): string {
    return join(this.logs, 'audit.jsonl')
  }

  /** One link a domain that is started with the host once, at its next start. */
  get autostartsOnce(): string {
    return join(this.definitions, 'autostart-once')
  }

  /** Names the process that may change what is defined. */
  get lock(): string {
    return join(this.run, 'definitions.lock')
  }

  /** Names the start of the machine with which domains were started last. */
  get autostarted(): string {
    return join(this.state, 'autostarted')
  }

  /** One file an image that a guest's user has while it runs, and to whom it goes back. */
  get owners(): string {
    return join(this.state, 'owners')
  }

  get folders(): HostFolders {
    return {
      lib: this.guests,
      channels: join(this.run, 'channels'),
      nvram: join(this.state, 'nvram'),
      memoryBacking: join(this.state, 'ram'),
      certificates: this.privileged ? '/etc/pki' : join(homedir(), '.pki'),
      dbus: join(this.run, 'dbus'),
      passt: join(this.run, 'passt'),
      swtpm: join(this.state, 'swtpm'),
    }
  }

  status(name: string): string {
    return join(this.statuses, this.statusName(name))
  }

  /** The name of the file alone. */
  statusName(name: string): string {
    return `${fileName(name)}.json`
  }

  definition(name: string): string {
    return join(this.definitions, `${fileName(name)}.xml`)
  }

  autostart(name: string): string {
    return join(this.autostarts, `${fileName(name)}.xml`)
  }

  dump(name: string, when: string): string {
    return join(this.dumps, `${fileName(name)}-${when}.core`)
  }

  autostartOnce(name: string): string {
    return join(this.autostartsOnce, `${fileName(name)}.xml`)
  }

  log(name: string): string {
    return join(this.logs, `${fileName(name)}.log`)
  }

  /** What a binary told about itself. */
  facts(binary: string): string {
    const end = binary.slice(binary.lastIndexOf('/') + 1).replace(/[^\w.-]/g, '_')
    return join(this.cache, 'qemu', `${end.slice(0, 60)}-${hashOf(binary)}.json`)
  }
}

const passing = /^lodge-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** A folder for what another user's program makes, and this one takes from there: nothing of it stays. */
export function passingFolder(): string {
  return join(tmpdir(), `lodge-${randomUUID()}`)
}

export function isPassingFolder(path: string): boolean {
  return dirname(path) === tmpdir() && passing.test(basename(path))
}

/** A guest's name as a file name: nothing in it can lead elsewhere, and no two names meet. */
function fileName(name: string): string {
  const encoded = encodeURIComponent(name).replace(/^\./, '%2E')
  return encoded.length <= 180 ? encoded : `${encoded.slice(0, 100)}-${hashOf(name)}`
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

function requireRoomForSockets(folder: string): void {
  const length = Buffer.byteLength(join(folder, longestSocketName))
  if (length <= longestSocketPath) return
  throw new LodgeError('INVALID_ARG', `the folder for sockets has too long a path: ${folder}`, {
    where: folder,
    hint: `a UNIX socket's path may have ${longestSocketPath} bytes: choose a folder that is ${length - longestSocketPath} bytes shorter`,
  })
}
