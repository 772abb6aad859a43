import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { errnoOf, systemError } from '../host/files.ts'

/**
 * What follows a domain's name in the files of its log `web.log`: its own, `web+swtpm.log` of a helper, and `.old` of their last runs.
 * No name of a domain has a plus sign in a file's.
 */
function endingsOf(log: string): string[] {
  const stem = basename(log, '.log')
  return readdirSync(dirname(log)).flatMap((name) => {
    const ending = name.startsWith(stem) ? name.slice(stem.length) : ''
    return /^(\+.*)?\.log(\.old)?$/s.test(ending) ? [ending] : []
  })
}

function withEnding(log: string, ending: string): string {
  return join(dirname(log), `${basename(log, '.log')}${ending}`)
}

/** `web.log` becomes `db.log`, and its helper's `web+swtpm.log` `db+swtpm.log`. A log that can't follow stays where it is. */
export function renameLogs(from: string, to: string): void {
  try {
    for (const ending of endingsOf(from)) {
      const path = withEnding(to, ending)
      if (!existsSync(path)) renameSync(withEnding(from, ending), path)
    }
  } catch (error) {
    if (errnoOf(error) === undefined) throw error
  }
}

/** Of a guest that has ended. */
export function removeLogs(log: string): void {
  try {
    for (const ending of endingsOf(log)) rmSync(withEnding(log, ending), { force: true })
  } catch (error) {
    throw systemError(error, 'the guest has ended, and its logs cannot be removed', log)
  }
}
