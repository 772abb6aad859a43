import { join } from 'node:path'
import { LodgeError, messageOf } from '../../base/errors.ts'
import { nearest } from '../../base/nearest.ts'
import { readIfThere } from '../host/files.ts'
import type { Paths } from '../host/paths.ts'

/** What this host's owner decided for all emulators, in `qemu.json` of the configuration folder. */
export interface QemuConf {
  /** As whom emulators run; otherwise the first of the usual ones that this host has. */
  user?: string
  group?: string
  /** Whether a guest's files are given to that user while it runs; they are unless it says no. */
  dynamicOwnership?: boolean
  /** Bytes that a crash may leave in a file: none unless it is said. */
  maxCore?: number
  maxFiles?: number
  maxProcesses?: number
}

const kinds: Record<keyof QemuConf, 'string' | 'number' | 'boolean'> = {
  user: 'string',
  group: 'string',
  dynamicOwnership: 'boolean',
  maxCore: 'number',
  maxFiles: 'number',
  maxProcesses: 'number',
}

/** One that nobody knows is an error, because it was meant to do something. */
export function readQemuConf(paths: Paths): QemuConf {
  const file = join(paths.config, 'qemu.json')
  const conf = parse(readIfThere(file, 1 << 20) ?? '{}', file)
  for (const [name, value] of Object.entries(conf)) {
    const kind = Object.hasOwn(kinds, name) ? kinds[name as keyof QemuConf] : undefined
    if (kind === undefined) {
      const meant = nearest(name, Object.keys(kinds))
      const known = `there are ${Object.keys(kinds).join(', ')}`
      throw invalid(file, `there is no setting '${name}'`, meant ? `did you mean '${meant}'?` : known)
    }
    if (typeof value !== kind) throw invalid(file, `'${name}' is to be a ${kind}`)
    if (kind === 'number' && !(Number.isSafeInteger(value) && Number(value) >= 0))
      throw invalid(file, `'${name}' is to be a whole number of 0 or more`)
  }
  return conf
}

function parse(text: string, file: string): QemuConf {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  } catch (error) {
    throw invalid(file, messageOf(error))
  }
  throw invalid(file, 'it is to be an object, such as {"user": "libvirt-qemu"}')
}

function invalid(where: string, message: string, hint?: string): LodgeError {
  return new LodgeError('INVALID_ARG', `${where}: ${message}`, { where, hint })
}
