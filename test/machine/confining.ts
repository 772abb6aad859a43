import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { Scratch } from './scratch.ts'

export const nobody = 65534

/** True where QEMU cannot be started as another user. */
export const onlyRoot = process.getuid?.() !== 0

/** A host whose guests run as nobody, in a folder that nobody can pass through. */
export async function confining(conf: object = { user: 'nobody' }): Promise<Scratch> {
  const scratch = await Scratch.make()
  chmodSync(scratch.folder, 0o711)
  mkdirSync(scratch.path('state'), { mode: 0o711 })
  mkdirSync(scratch.path('state/etc'))
  writeFileSync(scratch.path('state/etc/qemu.json'), JSON.stringify(conf))
  return scratch
}
