export { type ConnectOptions, connect } from './connect.ts'
export type { ReconnectOptions } from './link.ts'
export type { RemoteHost } from './remote-host.ts'
