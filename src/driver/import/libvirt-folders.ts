import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { ImportOptions } from '../../api/index.ts'
import { LodgeError } from '../../base/errors.ts'
import { errnoOf, readIfThere, systemError } from '../host/files.ts'
import { identify } from '../host/system.ts'

/** Where libvirt's QEMU driver keeps its things. */
export class LibvirtFolders {
  readonly #definitions: string
  /** Of what runs; unknown where only a folder of definitions was named. */
  readonly #run: string | undefined
  readonly #state: string | undefined
  /** One folder a domain with an emulated TPM. */
  readonly tpmStates: string

  constructor(from: NonNullable<ImportOptions['from']>, environment: NodeJS.ProcessEnv = process.env) {
    if (typeof from === 'object') this.#definitions = from.folder
    else if (from === 'system') {
      this.#definitions = '/etc/libvirt/qemu'
      this.#run = '/run/libvirt/qemu'
      this.#state = '/var/lib/libvirt/qemu'
    } else {
      const { XDG_CONFIG_HOME: config, XDG_RUNTIME_DIR: runtime } = environment
      this.#definitions = join(config?.startsWith('/') ? config : join(homedir(), '.config'), 'libvirt/qemu')
      this.#run = runtime?.startsWith('/') ? join(runtime, 'libvirt/qemu/run') : undefined
      this.#state = this.#definitions
    }
    this.tpmStates = from === 'system' ? '/var/lib/libvirt/swtpm' : join(this.#definitions, 'swtpm')
  }

  /** Names of domains, sorted. */
  names(): string[] {
    const folder = this.#definitions
    try {
      return readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.name.endsWith('.xml') && !entry.isDirectory())
        .map(({ name }) => name.slice(0, -'.xml'.length))
        .sort()
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT')
        throw systemError(error, `cannot read libvirt's definitions in ${folder}`, folder)
      throw new LodgeError('NO_DOMAIN', `there is no folder ${folder}: libvirt has defined nothing there`, {
        where: folder,
        hint: 'other places are named by --system, --session and --from FOLDER',
      })
    }
  }

  definition(name: string): string {
    return join(this.#definitions, `${name}.xml`)
  }

  autostarts(name: string): boolean {
    return existsSync(join(this.#definitions, 'autostart', `${name}.xml`))
  }

  /** Whether its emulator is there just now. */
  runs(name: string): boolean {
    if (this.#run === undefined) return false
    const pid = Number(readIfThere(join(this.#run, `${name}.pid`), 64)?.trim())
    return Number.isInteger(pid) && pid > 0 && identify(pid) !== undefined
  }

  hasSavedMemory(name: string): boolean {
    return this.#state !== undefined && existsSync(join(this.#state, 'save', `${name}.save`))
  }

  hasSnapshots(name: string): boolean {
    return this.#state !== undefined && existsSync(join(this.#state, 'snapshot', name))
  }
}
