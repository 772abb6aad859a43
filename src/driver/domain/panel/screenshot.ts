import { rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Screenshot } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import { readForeign } from '../../host/files.ts'
import { QmpError } from '../../qmp/index.ts'
import { liveDefinition } from '../editor.ts'
import type { Guest } from '../guest.ts'

/** More than any screen needs: 8K in three bytes a pixel. */
const largest = 128 << 20

/** Milliseconds. */
const timeout = 10_000

let taken = 0

/** QEMU writes it into the guest's own folder. */
export async function takeScreenshot(guest: Guest, screen: number): Promise<Screenshot> {
  const display = displayOf(guest, screen)
  const path = join(dirname(guest.status.monitorSocket), `screenshot-${++taken}`)
  try {
    const type = await dump(guest, { ...display, filename: path })
    return { type, image: readForeign(path, largest) }
  } finally {
    rmSync(path, { force: true })
  }
}

/** QEMU before 7.1, or without its library, only knows the older form. */
async function dump({ monitor }: Guest, args: object): Promise<string> {
  try {
    await monitor.executeAny('screendump', { ...args, format: 'png' }, { timeout })
    return 'image/png'
  } catch (error) {
    if (!(error instanceof QmpError) || !/format|png/i.test(error.description)) throw error
    await monitor.executeAny('screendump', args, { timeout })
    return 'image/x-portable-pixmap'
  }
}

/** The first screen is QEMU's own choice, which need not be a video card. */
function displayOf(guest: Guest, screen: number): { device?: string; head?: number } {
  const { video } = liveDefinition(guest).devices
  let first = 0
  for (const { alias, model } of video) {
    const heads = model?.heads ?? 1
    if (screen >= first && screen < first + heads && alias) return { device: alias.name, head: screen - first }
    first += heads
  }
  if (screen === 0 && video.length > 0) return {}
  throw new LodgeError('OPERATION_INVALID', first === 0 ? 'no screens to take screenshot from' : 'no such screen ID')
}
