import { errnoOf } from '../../host/files.ts'
import { isAlive, type ProcessIdentity, processesMarked } from '../../host/system.ts'
import type { GuestStatus } from '../status.ts'

/** In the environment of a guest's helpers, and of nobody else: with the guest's folder it finds those that nobody has written down. */
export const mark = 'LODGE_GUEST'

/** Milliseconds for each signal, and between two looks: nobody tells of the end of what may be another process's child. */
const patience = 2000
const pause = 5

type Helped = Pick<GuestStatus, 'helpers' | 'folders'>

/** Ends those of a guest's helpers that have not ended with it: asked first, then made to. */
export async function endHelpers(guest: Helped): Promise<void> {
  let left = livingHelpers(guest)
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    for (const each of left) send(each, signal)
    for (const latest = performance.now() + patience; left.length > 0 && performance.now() < latest; ) {
      await new Promise((resolve) => setTimeout(resolve, pause))
      left = left.filter(isAlive)
    }
  }
}

/** The same of a guest that has ended while nobody looked: its helpers have had the time. */
export function killHelpers(guest: Helped): void {
  for (const each of livingHelpers(guest)) send(each, 'SIGKILL')
}

function livingHelpers({ helpers = [], folders }: Helped): ProcessIdentity[] {
  const [folder] = folders
  const cutOff = folder !== undefined && helpers.some(({ process, renewing }) => !process || renewing)
  return [
    ...helpers.flatMap(({ process }) => (process && isAlive(process) ? [process] : [])),
    ...(cutOff ? processesMarked(`${mark}=${folder}`) : []),
  ]
}

function send({ pid }: ProcessIdentity, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (errnoOf(error) !== 'ESRCH' && errnoOf(error) !== 'EPERM') throw error
  }
}
