import { identify, type ProcessIdentity, type SpawnedChild } from '../host/system.ts'

/** Of a process that was just started; one that can't be looked at is ended, because nobody would find it again. */
export function childIdentity(
  child: Pick<SpawnedChild, 'pid'> & { kill(signal: 'SIGKILL'): unknown },
): ProcessIdentity {
  const { pid } = child
  try {
    // A child is not reaped before its exit is noticed here: the number is still its own.
    return identify(pid) ?? { pid, startTime: 0, boot: '' }
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  }
}
