import { spawnSync } from 'node:child_process'
import { accessSync, constants, lstatSync, realpathSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { shellQuote } from '../../base/shell-quote.ts'
import { errnoOf } from './files.ts'
import { type Account, groupName, userName } from './system.ts'

export type Wish = 'search' | 'read' | 'write'

/** What keeps a user from a path: this folder on the way, or the file itself. */
export interface Obstacle {
  path: string
  wish: Wish
  /** Names, or numbers where they have none. */
  owner: string
  group: string
  mode: string
}

const bits: Record<Wish, number> = { search: 0o1, read: 0o4, write: 0o6 }
const letters: Record<Wish, string> = { search: 'x', read: 'r', write: 'rw' }

/** What stands between a user and a path, from the root on; empty where nothing does, or where the path is not there. */
export function obstacles(path: string, wish: Wish, account: Account): Obstacle[] {
  const real = realPath(path)
  const found: Obstacle[] = []
  for (const step of stepsTo(real)) {
    const needed = step === real ? wish : 'search'
    const stats = statSync(step, { throwIfNoEntry: false })
    if (!stats || permits(stats, needed, account)) continue
    const { uid, gid, mode } = stats
    const octal = (mode & 0o7777).toString(8).padStart(4, '0')
    found.push({ path: step, wish: needed, owner: userName(uid), group: groupName(gid), mode: octal })
  }
  // The modes don't say what an access control list grants besides: where they deny, the kernel has the last word.
  return found.length > 0 && kernelPermits(real, wish, account) ? [] : found
}

/** Whether a file's owner, group and mode alone let a user have it; the folders on the way are another matter. */
export function modePermits(path: string, wish: Wish, account: Account): boolean {
  const stats = statSync(path, { throwIfNoEntry: false })
  return !stats || permits(stats, wish, account)
}

/** The one command that lets a user through, and nobody else. */
export function mend(found: readonly Obstacle[], user: string): string {
  const commands = new Map<string, string[]>()
  for (const { path, wish } of found) {
    const right = letters[wish]
    commands.set(right, [...(commands.get(right) ?? []), shellQuote(path)])
  }
  const sudo = process.getuid?.() === 0 ? '' : 'sudo '
  return [...commands].map(([right, paths]) => `${sudo}setfacl -m u:${user}:${right} ${paths.join(' ')}`).join(' && ')
}

export function describeObstacle({ path, wish, owner, group, mode }: Obstacle): string {
  const what = wish === 'search' ? 'search the folder' : wish
  return `${what} ${path}, which is ${owner}:${group} ${mode}`
}

/** The user that this process runs as. */
export function ownAccount(): Account {
  const [uid = 0, gid = 0] = [process.geteuid?.(), process.getegid?.()]
  return { user: userName(uid), uid, gid, groups: process.getgroups?.() ?? [] }
}

/** A folder that takes files of anybody's is fine to search; who is root may do all. */
function permits(
  stats: { uid: number; gid: number; mode: number },
  wish: Wish,
  { uid, gid, groups }: Account,
): boolean {
  if (uid === 0) return true
  const mine = stats.uid === uid ? 6 : stats.gid === gid || groups.includes(stats.gid) ? 3 : 0
  return ((stats.mode >> mine) & bits[wish]) === bits[wish]
}

function kernelPermits(path: string, wish: Wish, account: Account): boolean {
  const modes = { search: constants.X_OK, read: constants.R_OK, write: constants.R_OK | constants.W_OK }
  if (account.uid === process.geteuid?.()) {
    try {
      accessSync(path, modes[wish])
      return true
    } catch {
      return false
    }
  }
  if (process.geteuid?.() !== 0) return false
  const tests = wish === 'write' ? ['-r', path, '-a', '-w', path] : [wish === 'read' ? '-r' : '-x', path]
  return (
    spawnSync('setpriv', [...asAccount(account), 'test', ...tests], { stdio: 'ignore', timeout: 5000 }).status === 0
  )
}

/** Words for setpriv(1): another user with that user's groups, and no way back. */
export function asAccount({ uid, gid, groups }: Account): string[] {
  const others = groups.length > 0 ? `--groups=${groups.join(',')}` : '--clear-groups'
  const nothing = ['--bounding-set=-all', '--inh-caps=-all', '--ambient-caps=-all', '--no-new-privs']
  return [`--reuid=${uid}`, `--regid=${gid}`, others, ...nothing]
}

/** As far as it is there. */
function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' && path !== '/' && !lstatSync(path, { throwIfNoEntry: false }))
      return realPath(dirname(path))
    return path
  }
}

function stepsTo(path: string): string[] {
  const steps: string[] = []
  for (let at = path; ; at = dirname(at)) {
    steps.unshift(at)
    if (at === dirname(at)) return steps
  }
}
