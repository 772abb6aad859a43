/** A daemon's machine over libvirt's protocol, for programs that run no guests themselves: nothing of the driver is loaded. */
export { type ConnectOptions, connect, type ReconnectOptions, type RemoteHost } from './access/rpc/client/index.ts'
export type * from './api/index.ts'
export { type ErrorCode, errorCodes, LodgeError } from './base/errors.ts'
