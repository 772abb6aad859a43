import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { LodgeError } from '../base/errors.ts'
import { makeFolder } from '../driver/host/files.ts'
import { Paths } from '../driver/host/paths.ts'
import { answers } from './answers.ts'

/** Seconds without guests and clients after which a daemon that nobody asked for leaves. */
const leavesAfter = 120

/** Milliseconds between a daemon's lock and its socket, on a machine that has much to do. */
const othersPatience = 10_000

const program = fileURLToPath(new URL('../../bin/lodge.js', import.meta.url))

export interface SessionDaemonOptions {
  /** The daemon's own folder, as in `lodge serve --root`; otherwise the user's. */
  root?: string
  environment?: NodeJS.ProcessEnv
  /** Seconds until it leaves when nothing needs it. */
  timeout?: number
}

/** The socket of this user's daemon; one is started, and outlives this process, where none answers. */
export async function startSessionDaemon(options: SessionDaemonOptions = {}): Promise<string> {
  const { environment = process.env, timeout = leavesAfter } = options
  const root = options.root === undefined ? undefined : resolve(options.root)
  const paths = new Paths({ root, environment })
  if (await answers(paths.socket)) return paths.socket
  makeFolder(paths.logs)
  const log = join(paths.logs, 'daemon.log')
  const words = ['serve', '--timeout', String(timeout), ...(root === undefined ? [] : ['--root', root])]
  const child = spawnDetached(words, { log, environment })
  const listens = once(child.stdout as NodeJS.ReadableStream, 'data').then(() => true)
  const failed = Promise.race([once(child, 'exit'), once(child, 'error')]).then(() => false)
  const started = await Promise.race([listens, failed])
  listens.catch(() => {})
  child.stdout?.destroy()
  child.unref()
  if (started || (await startedByOthers(paths))) return paths.socket
  throw new LodgeError('OPERATION_FAILED', `no daemon could be started: ${lastWords(log)}`, {
    where: log,
    hint: 'lodge serve starts it in the foreground',
  })
}

/** Who started one at the same time may have been the first: that one has the definitions, and soon the socket. */
async function startedByOthers({ socket, lock }: Paths): Promise<boolean> {
  for (const deadline = Date.now() + othersPatience; ; await after(20)) {
    if (await answers(socket)) return true
    if (!existsSync(lock) || Date.now() > deadline) return false
  }
}

function spawnDetached(words: string[], { log, environment }: { log: string; environment: NodeJS.ProcessEnv }) {
  const file = openSync(log, 'a', 0o600)
  try {
    // Its own session: nothing that is typed where it was started from reaches it.
    const stdio = ['ignore' as const, 'pipe' as const, file]
    const child: ChildProcess = spawn(process.execPath, [program, ...words], {
      ...{ cwd: '/', detached: true, env: environment, stdio },
    })
    return child
  } finally {
    closeSync(file)
  }
}

function lastWords(log: string): string {
  const said = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-3).join(' ').slice(-1000)
  return said || 'it has ended without a word'
}
