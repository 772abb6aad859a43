import { LodgeError } from '../base/errors.ts'

export interface NetworkAddress {
  host: string
  port: number
}

/** Reads `host:port`, `[::1]:port`, or either without a port. */
export function networkAddress(text: string, usualPort: number): NetworkAddress {
  const [, inBrackets, plain, port] = /^(?:\[([^\]]+)\]|([^:]*))(?::(\d{1,5}))?$/.exec(text) ?? []
  const host = inBrackets ?? plain
  const number = port === undefined ? usualPort : Number(port)
  if (host !== undefined && number < 65_536) return { host: host === '' ? '::' : host, port: number }
  throw new LodgeError('INVALID_ARG', `'${text}' is no address to listen at`, {
    hint: `host:port, such as 0.0.0.0:${usualPort} or [::]:${usualPort}`,
  })
}

/** Whether nobody on another machine can get there. */
export function isLoopback({ host }: NetworkAddress): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}
