import { existsSync, lstatSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { writeDurably } from '../host/durable-files.ts'
import { makeFolder, readForeign } from '../host/files.ts'

/** As swtpm calls its keys, in libvirt's folders and in ours. */
const files = ['tpm2/tpm2-00.permall', 'tpm1.2/tpm-00.permall']

const largest = 1 << 20

interface Copying {
  uuid: string | undefined
  from: string
  to: string
}

/**
 * Gives a domain a copy of what its emulated TPM keeps, without which the guest could not open what it has sealed. Undoes
 * that when it is disposed of, unless the domain was kept. What is there already stays.
 */
export async function copyTpmState({ uuid, from, to }: Copying): Promise<AsyncDisposable & { keep(): void }> {
  const target = join(to, uuid ?? '')
  let made = false
  if (uuid !== undefined && !existsSync(target)) {
    for (const file of files) {
      const source = join(from, uuid, file)
      if (!lstatSync(source, { throwIfNoEntry: false })) continue
      const path = join(target, file)
      makeFolder(join(path, '..'))
      made = true
      await writeDurably(path, readForeign(source, largest))
    }
  }
  return {
    keep: () => {
      made = false
    },
    [Symbol.asyncDispose]: async () => {
      if (made) await rm(target, { recursive: true, force: true })
    },
  }
}
