import type { Problem } from '../base/problems.ts'

export interface ImportOptions {
  /** libvirt's folder of definitions: root's, the user's own, or the one with this path; root's for root where it is left out. */
  from?: 'system' | 'session' | { folder: string }
  /** Only these; all where it is left out. */
  names?: readonly string[]
  /** Looks and tells; nothing is changed. */
  dryRun?: boolean
}

/** What became of one of libvirt's definitions. */
export interface Imported {
  name: string
  file: string
  result: ImportResult
  /** What is wrong with it; warnings are of what was left out. */
  problems: Problem[]
  /** It is started with the host, by libvirt and, where it was taken, here. */
  autostart: boolean
  /** It runs under libvirtd just now. */
  runs: boolean
  /** What to know of it, and what to do, in sentences. */
  notes: string[]
}

/**
 * `takes`: it would be taken. `there`: a domain of its name and UUID is defined already, and stays as it is. `clashes`: the
 * name or the UUID belongs to another domain. `refused`: it is understood, and can't be run here. `broken`: it is not understood.
 */
export type ImportResult = 'taken' | 'takes' | 'there' | 'clashes' | 'refused' | 'broken'
