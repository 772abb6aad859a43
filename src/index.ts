import type { OpenOptions } from './api/index.ts'
import { LocalHost } from './driver/node/index.ts'

export type * from './api/index.ts'
export { type ErrorCode, errorCodes, LodgeError } from './base/errors.ts'

/**
 * Opens this machine. Nothing is started by it; guests that are created run on when it is disposed of.
 *
 * ```ts
 * await using host = await open()
 * await using guest = await host.create(xml)
 * for await (const chunk of await guest.console()) process.stdout.write(chunk)
 * ```
 */
export async function open(options: OpenOptions = {}): Promise<LocalHost> {
  return new LocalHost(options)
}
