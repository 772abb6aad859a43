import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { ByteRange } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import { readRange } from '../../host/images.ts'
import type { Run } from './run.ts'

let files = 0

/** QEMU writes what is asked for into a file of its own folder, from where it is read at once. */
export async function peekMemory({ guest }: Run, { offset, size, virtual }: ByteRange & { virtual?: boolean }) {
  const [folder] = guest.status.folders
  if (folder === undefined) throw new LodgeError('OPERATION_FAILED', `'${guest.status.name}' has no folder of its own`)
  const filename = join(folder, `memory-${++files}`)
  try {
    const args = { val: offset, size, filename }
    await guest.monitor.executeAny(virtual ? 'memsave' : 'pmemsave', args, { timeout: 5000 })
    return readRange(filename, { offset: 0, size })
  } finally {
    rmSync(filename, { force: true })
  }
}
