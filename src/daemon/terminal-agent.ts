import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { LodgeError } from '../base/errors.ts'

/** Tries once more with somebody at the terminal who can be asked, where polkit has nobody else. */
export async function withTerminalAgent<T>(attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt()
  } catch (error) {
    if (!(error instanceof LodgeError) || error.code !== 'AUTH_UNAVAILABLE' || !process.stdin.isTTY) throw error
    await using agent = await terminalAgent()
    if (!agent) throw error
    return await attempt()
  }
}

/** Asks for passwords for this process in its terminal, until it is let go of; undefined where there is no pkttyagent(1). */
async function terminalAgent(): Promise<AsyncDisposable | undefined> {
  const words = ['--process', `${process.pid}`, '--notify-fd', '3']
  const child = spawn('pkttyagent', words, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  const gone = once(child, 'exit').catch(() => {})
  // It closes this one when polkit knows of it, and, as anything does, when it ends.
  const told = child.stdio[3] as Readable
  await Promise.race([once(told.resume(), 'close'), gone])
  if (child.pid === undefined || child.exitCode !== null) return undefined
  return {
    [Symbol.asyncDispose]: async () => {
      child.kill()
      await gone
    },
  }
}
