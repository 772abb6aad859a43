import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Domain as DomainHandle, Host, Imported, ImportOptions } from '../../api/index.ts'
import { LodgeError, messageOf } from '../../base/errors.ts'
import { nearest } from '../../base/nearest.ts'
import type { Problem } from '../../base/problems.ts'
import { type Domain, formatDomain, parseDomain } from '../../model/domain/index.ts'
import { removeTemporaries } from '../host/durable-files.ts'
import { readIfThere } from '../host/files.ts'
import { LibvirtFolders } from './libvirt-folders.ts'
import { copyNvram, placeOfNvram } from './nvram.ts'
import { Taking } from './taking.ts'
import { copyTpmState } from './tpm.ts'

export interface ImportPlaces extends ImportOptions {
  /** Where copies of firmware's variables go. */
  nvram: string
  /** Where it is written down what is being taken over. */
  imports: string
  /** Where copies of what emulated TPMs keep go. */
  swtpm: string
}

/** More than any domain needs. */
const largestFile = 16 << 20

/**
 * Defines here what libvirt has defined on this machine. Its own files stay as they are, nothing is started, and what is
 * there already is left alone, so that it can be done again.
 */
export async function* importLibvirt(host: Host, options: ImportPlaces): AsyncGenerator<Imported> {
  const { from = process.getuid?.() === 0 ? 'system' : 'session', names } = options
  const folders = new LibvirtFolders(from)
  const there = folders.names()
  const missing = names?.find((name) => !there.includes(name))
  if (missing !== undefined) throw notDefined(missing, there)
  // Others that import just now write there, too.
  removeTemporaries(options.imports)
  for (const name of names ?? there) yield await importOne(host, { folders, name, ...options })
}

interface One extends ImportPlaces {
  folders: LibvirtFolders
  name: string
}

async function importOne(host: Host, { folders, name, dryRun = false, nvram, swtpm, imports }: One): Promise<Imported> {
  const file = folders.definition(name)
  const facts = { name, file, autostart: folders.autostarts(name), runs: folders.runs(name) }
  const outcome = (result: Imported['result'], problems: Problem[] = [], notes: string[] = []): Imported => ({
    ...{ ...facts, result, problems, notes },
  })
  let text: string
  let domain: Domain
  try {
    text = readIfThere(file, largestFile) ?? ''
    domain = parseDomain(text, file)
    if (domain.name !== name) throw new LodgeError('XML_ERROR', `the file defines '${domain.name}'`)
  } catch (error) {
    return outcome('broken', [problemOf(error)])
  }
  const { uuid } = domain
  const like = (await host.domains()).filter((it) => it.name === name || (uuid !== undefined && it.uuid === uuid))
  const other = like.find((it) => it.name !== name || (uuid !== undefined && it.uuid !== uuid))
  if (other) return outcome('clashes', [clashWith(other, name)])
  const taking = uuid === undefined || dryRun ? undefined : new Taking(imports, uuid)
  const kept = (await like[0]?.isPersistent()) ? like[0] : undefined
  if (kept) return outcome((await finish(kept, taking)) ? 'taken' : 'there')
  await taking?.undo()
  const problems = await host.check(text, { file })
  if (problems.some(({ level }) => level === 'error')) return outcome('refused', problems)
  const notes = notesOn(name, facts, folders)
  if (dryRun) return outcome('takes', problems, notes)
  let isDefined = false
  try {
    const copyTo = placeOfNvram(domain, nvram)
    const chipTo = uuid === undefined || existsSync(join(swtpm, uuid)) ? undefined : join(swtpm, uuid)
    await taking?.begin({ autostart: facts.autostart, makes: [copyTo, chipTo].filter((path) => path !== undefined) })
    await using copy = await copyNvram(domain, copyTo)
    await using chip = await copyTpmState({ uuid, from: folders.tpmStates, to: swtpm })
    const kept = await host.define(formatDomain(domain, { secrets: true }), { file })
    isDefined = true
    copy.keep()
    chip.keep()
    if (facts.autostart) await kept.setAutostart(true)
    await taking?.end()
    return outcome('taken', problems, notes)
  } catch (error) {
    if (!(error instanceof LodgeError)) throw error
    // One that is there gets what is missing by the next import.
    if (!isDefined) await taking?.end()
    return outcome('refused', [...problems, problemOf(error)])
  }
}

/** What an import that was cut off has defined gets what was to come with it. */
async function finish(domain: DomainHandle, taking: Taking | undefined): Promise<boolean> {
  const cut = taking?.cut()
  if (!cut) return false
  if (cut.autostart) await domain.setAutostart(true)
  await taking?.end()
  return true
}

function notesOn(name: string, { runs, autostart }: Pick<Imported, 'runs' | 'autostart'>, folders: LibvirtFolders) {
  return [
    runs &&
      `it runs under libvirtd: end it there (virsh shutdown ${name}) before it is started here, or both write to its disks`,
    autostart && `libvirt starts it with the host, too: virsh autostart --disable ${name}`,
    folders.hasSavedMemory(name) && 'libvirt has saved its memory (virsh managedsave): here it boots anew',
    folders.hasSnapshots(name) && 'what libvirt knows of its snapshots is not taken over',
  ].filter((note) => note !== false)
}

function problemOf(error: unknown): Problem {
  if (!(error instanceof LodgeError)) return { level: 'error', code: 'INTERNAL_ERROR', message: messageOf(error) }
  const { code, message, position, where: path } = error
  return { level: 'error', code, message, position, path }
}

function clashWith({ name, uuid }: DomainHandle, wanted: string): Problem {
  const message =
    name === wanted ? `another domain of this name has the UUID ${uuid}` : `the domain '${name}' has the same UUID`
  return { level: 'error', code: 'DOM_EXIST', message }
}

function notDefined(name: string, there: readonly string[]): LodgeError {
  const meant = nearest(name, there)
  return new LodgeError('NO_DOMAIN', `libvirt has defined no '${name}'`, {
    hint: meant === undefined ? 'lodge import libvirt --dry-run shows what there is' : `did you mean ${meant}?`,
  })
}
