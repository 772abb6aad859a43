import { readdirSync } from 'node:fs'
import { basename } from 'node:path'
import { errnoOf, systemError } from '../host/files.ts'
import type { Paths } from '../host/paths.ts'

/**
 * Names of domains as their files tell them, without a look into any: for shells that complete a word. A name that is too
 * long for a file is left out, and a guest that has died unseen may still be among those that run.
 */
export function namesOnDisk(paths: Paths): { defined: string[]; active: string[] } {
  return {
    defined: namesIn(paths.definitions, '.xml', (name) => paths.definition(name)),
    active: namesIn(paths.statuses, '.json', (name) => paths.status(name)),
  }
}

/** What stands for a name that is too long (`Paths`). */
const shortened = /^.{100}-[0-9a-f]{16}$/s

function namesIn(folder: string, ending: string, pathOf: (name: string) => string): string[] {
  return filesIn(folder).flatMap((file) => {
    const name = file.endsWith(ending) ? decoded(file.slice(0, -ending.length)) : undefined
    return name !== undefined && !shortened.test(name) && basename(pathOf(name)) === file ? [name] : []
  })
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return []
    throw systemError(error, `cannot read ${folder}`, folder)
  }
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
